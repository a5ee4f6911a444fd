import {
  buildCatalog,
  type Catalog,
  type CatalogOptions,
  type Fields,
  fieldsOf,
  isFields,
  type KubeObject,
  textOf,
} from '../../../packages/istio/src/index.ts';

/** One table of Istio's unit tests and how a row of it is held against our code. */
export interface UnitTable {
  /** `path::TestName`. */
  key: string;
  /** What differs, in words; undefined when the row passes. */
  run(row: Fields, setup: Fields): string | undefined | NotRunnable;
}

/** A row that asks for something which we do not have, and do not mean to. */
export class NotRunnable {
  constructor(readonly reason: string) {}
}

/** Istio's tables are those of version 1.32. */
export const VERSION = '1.32';

export function catalogOf(objects: readonly KubeObject[], options: Partial<CatalogOptions> = {}): Catalog {
  return buildCatalog(objects, { istioVersion: VERSION, ...options });
}

export function differs(what: string, wanted: unknown, got: unknown): string | undefined {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  return a === b ? undefined : `${what}: expected ${a}, got ${b}`;
}

/** Compares without regard to order. */
export function setDiffers(what: string, wanted: readonly string[], got: readonly string[]): string | undefined {
  return differs(what, [...wanted].sort(), [...got].sort());
}

const GROUPS: Readonly<Record<string, string>> = { Service: 'v1', PeerAuthentication: 'security.istio.io/v1' };

/** A row's `{meta, spec}` as the object it stands for. */
export function toObject(value: unknown, kind?: string): KubeObject {
  const { meta, spec } = fieldsOf(value);
  const { name, namespace, groupVersionKind, creationTimestamp, annotations, labels } = fieldsOf(meta);
  const named = kind ?? textOf(groupVersionKind) ?? '';
  return {
    apiVersion: GROUPS[named] ?? 'networking.istio.io/v1',
    kind: named,
    metadata: {
      name: textOf(name) ?? '',
      namespace: textOf(namespace) ?? '',
      creationTimestamp: textOf(creationTimestamp) ?? '2020-01-01T00:00:00Z',
      ...(isFields(annotations) ? { annotations: textsIn(annotations) } : {}),
      ...(isFields(labels) ? { labels: textsIn(labels) } : {}),
    },
    spec,
  };
}

function textsIn(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}

/** The objects among the values of a setup that are of a kind, or that have no kind written. */
export function setupObjects(setup: Fields, kind: string): KubeObject[] {
  return Object.values(setup)
    .filter((value) => isFields(fieldsOf(value).meta) && isFields(fieldsOf(value).spec))
    .filter((value) => {
      const written = fieldsOf(fieldsOf(value).meta).groupVersionKind;
      return written === undefined || written === kind;
    })
    .map((value) => toObject(value, kind));
}
