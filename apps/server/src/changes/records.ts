import { gunzipSync, gzipSync } from 'node:zlib';
import type { ChangeRecord } from '@pidalio/contract';
import { fieldsOf, type KubeObject, textOf } from '@pidalio/istio';
import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import { KubeError } from '../cluster/kube-error.ts';
import type { ServedKind } from '../cluster/served-kind.ts';
import { type DoneOperation, inverseOf } from './stored-form.ts';

export type RecordState = ChangeRecord['state'];

export interface StoredRecord {
  id: string;
  atMs: number;
  author: string;
  reason: string;
  state: RecordState;
  operations: DoneOperation[];
}

export interface Records {
  /** Before the first operation. null when no record can be kept; the change goes on without. */
  begin: (record: { author: string; reason: string; operations: DoneOperation[] }) => Promise<string | null>;
  end: (id: string, state: RecordState, operations: readonly DoneOperation[]) => Promise<void>;
  /** Newest first. */
  list: () => Promise<StoredRecord[]>;
  unavailable: () => string | null;
}

/**
 * A record is a ControllerRevision, the kind that Deployments keep their history in: namespaced, without behaviour, its data immutable.
 * So the bodies go into `data` when the change begins, and what became of it into a label and an annotation.
 */
const recordKind: ServedKind = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
};
const stateLabel = 'pidalio.io/change-state';
const resultAnnotation = 'pidalio.io/change-result';
const keptRecords = 200;
/** Large bodies are packed: an object of Kubernetes ends at about 1.5 MB. */
const plainBytes = 200_000;

export function createRecords(
  cluster: Pick<Cluster, 'create' | 'update' | 'remove' | 'list' | 'read'>,
  namespace: string,
  now: () => number,
): Records {
  let problem: string | null = null;

  async function trim(): Promise<void> {
    const old = (await listRaw()).slice(keptRecords);
    await Promise.all(old.map(({ metadata }) => cluster.remove(recordKind, { namespace, name: metadata.name, uid: metadata.uid })));
  }

  async function listRaw(): Promise<KubeObject[]> {
    const all = await cluster.list(recordKind, namespace, stateLabel);
    return all.sort((a, b) => b.metadata.name.localeCompare(a.metadata.name));
  }

  return {
    async begin({ author, reason, operations }) {
      const atMs = now();
      const name = `pidalio-change-${atMs.toString(36).padStart(9, '0')}-${Math.random().toString(36).slice(2, 7)}`;
      try {
        await cluster.create(recordKind, {
          apiVersion: 'apps/v1',
          kind: 'ControllerRevision',
          metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'pidalio', [stateLabel]: 'pending' } },
          revision: atMs,
          data: pack({ version: 1, atMs, author, reason, operations }),
        });
        problem = null;
        return name;
      } catch (error) {
        problem = wordsOf(error, namespace);
        return null;
      }
    },

    async end(id, state, operations) {
      try {
        const record = await cluster.read(recordKind, namespace, id);
        if (record === null) return;
        const { managedFields: _, ...metadata } = record.metadata;
        const results = operations.map(({ resourceVersion, uid }) => ({ resourceVersion, uid }));
        await cluster.update(recordKind, {
          ...record,
          metadata: {
            ...metadata,
            name: id,
            labels: { ...record.metadata.labels, [stateLabel]: state },
            annotations: { ...record.metadata.annotations, [resultAnnotation]: JSON.stringify(results) },
          },
        });
        await trim();
      } catch (error) {
        problem = wordsOf(error, namespace);
      }
    },

    async list() {
      try {
        const records = (await listRaw()).flatMap((object) => readRecord(object) ?? []);
        if (records.length > 0) problem = null;
        return records;
      } catch (error) {
        problem = wordsOf(error, namespace);
        return [];
      }
    },

    unavailable: () => problem,
  };
}

export function toChangeRecord({ id, atMs, author, reason, state, operations }: StoredRecord): ChangeRecord {
  return {
    id,
    atMs,
    author,
    reason,
    state,
    operations: operations.map(({ action, ref }) => ({ action, ref })),
    revert: state === 'applied' ? inverseOf(operations, `Revert of ${id}`) : null,
  };
}

const object = z.custom<KubeObject>(
  (value) => z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) }).safeParse(value).success,
);
const body = z.object({
  version: z.literal(1),
  atMs: z.number(),
  author: z.string(),
  reason: z.string(),
  operations: z.array(
    z.object({
      action: z.enum(['create', 'update', 'delete']),
      ref: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
      apiVersion: z.string(),
      before: object.nullable(),
      after: object.nullable(),
      resourceVersion: z.string().nullable(),
      uid: z.string().nullable(),
    }),
  ),
});
const state = z.enum(['pending', 'applied', 'put-back', 'failed']);
const results = z.array(z.object({ resourceVersion: z.string().nullable(), uid: z.string().nullable() }));

/** What someone else put under our name is passed over. */
function readRecord({ metadata, data }: KubeObject): StoredRecord | null {
  const parsed = body.safeParse(unpack(data));
  const parsedState = state.safeParse(metadata.labels?.[stateLabel]);
  if (!parsed.success || !parsedState.success) return null;
  const outcome = results.safeParse(parseJson(metadata.annotations?.[resultAnnotation] ?? ''));
  const { atMs, author, reason } = parsed.data;
  const operations = parsed.data.operations.map((operation, index) => ({ ...operation, ...(outcome.success ? outcome.data[index] : {}) }));
  return { id: metadata.name, atMs, author, reason, state: parsedState.data, operations };
}

function pack(content: unknown): unknown {
  const text = JSON.stringify(content);
  return text.length <= plainBytes ? content : { gzip: gzipSync(text).toString('base64') };
}

function unpack(data: unknown): unknown {
  const packed = textOf(fieldsOf(data).gzip);
  return packed === undefined ? data : parseJson(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wordsOf(error: unknown, namespace: string): string {
  if (!(error instanceof KubeError)) throw error;
  return error.status === 404 ? `The namespace ${namespace} does not exist, so changes leave no record.` : error.message;
}
