import { type Catalog, derived, objectsByAge } from './catalog.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import type { Origin } from './origin.ts';
import { type Fields, fieldsOf, isFields, textMapOf, textOf } from './read.ts';
import { selectsLabels } from './selectors.ts';

const KIND = 'security.istio.io/PeerAuthentication';

export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** What a PeerAuthentication asks for; `from` is absent for Istio's own default, PERMISSIVE. */
export interface MutualTls {
  mode: MutualTlsMode;
  from?: Origin;
}

const policiesByNamespace = derived([KIND], (catalog) => {
  const table = new Map<string, KubeObject[]>();
  for (const object of objectsByAge(catalog, KIND)) {
    const namespace = object.metadata.namespace ?? '';
    const list = table.get(namespace);
    if (list === undefined) table.set(namespace, [object]);
    else list.push(object);
  }
  return table;
});

/** The mode of a namespace without regard to workloads: its own oldest policy, else the mesh's (istio pilot model/authentication.go GetNamespaceMutualTLSMode). */
export function namespaceMutualTls(catalog: Catalog, namespace: string): MutualTls {
  const table = policiesByNamespace(catalog);
  const { rootNamespace } = catalog.options;
  const wholeOf = (owner: string) => table.get(owner)?.find((object) => selectorOf(object) === undefined);
  const own = namespace === rootNamespace ? undefined : modeOf(wholeOf(namespace), 'spec.mtls.mode');
  return own ?? modeOf(wholeOf(rootNamespace), 'spec.mtls.mode') ?? { mode: 'PERMISSIVE' };
}

/**
 * The mode of one port of a workload: the oldest policy that selects it, with its settings for the port, over its namespace's and the mesh's
 * (istio pilot authn ComposePeerAuthentication). Policies with a selector in the root namespace count nowhere.
 */
export function workloadMutualTls(catalog: Catalog, namespace: string, labels: Readonly<Record<string, string>>, port: number): MutualTls {
  const inherited = namespaceMutualTls(catalog, namespace);
  if (namespace === catalog.options.rootNamespace) return inherited;
  const selecting = policiesByNamespace(catalog)
    .get(namespace)
    ?.find((object) => {
      const selector = selectorOf(object);
      return selector !== undefined && selectsLabels(selector, labels);
    });
  if (selecting === undefined) return inherited;
  return portModeOf(selecting, port) ?? modeOf(selecting, 'spec.mtls.mode') ?? inherited;
}

function selectorOf({ spec }: KubeObject): Readonly<Record<string, string>> | undefined {
  const labels = textMapOf(fieldsOf(fieldsOf(spec).selector).matchLabels);
  return Object.keys(labels).length === 0 ? undefined : labels;
}

function modeOf(object: KubeObject | undefined, path: string): MutualTls | undefined {
  if (object === undefined) return undefined;
  const mode = readMode(fieldsOf(object.spec).mtls);
  return mode === undefined ? undefined : { mode, from: { ref: toRef(object), path } };
}

function portModeOf(object: KubeObject, port: number): MutualTls | undefined {
  const ports: Fields = fieldsOf(fieldsOf(object.spec).portLevelMtls);
  const mode = readMode(ports[String(port)]);
  return mode === undefined ? undefined : { mode, from: { ref: toRef(object), path: `spec.portLevelMtls.${port}.mode` } };
}

function readMode(mtls: unknown): MutualTlsMode | undefined {
  const mode = isFields(mtls) ? textOf(mtls.mode) : undefined;
  return mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT' ? mode : undefined;
}
