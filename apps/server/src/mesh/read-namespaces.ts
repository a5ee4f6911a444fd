import { type Catalog, type MutualTlsMode, namespaceMutualTls } from '@pidalio/istio';
import type { MtlsMode, NamespaceState, Workload } from '@pidalio/topology';

/** Mutual TLS and sidecars of every namespace that holds anything. */
export function readNamespaces(names: Iterable<string>, workloads: readonly Workload[], catalog: Catalog): NamespaceState[] {
  return [...new Set([...names, ...workloads.map(({ namespace }) => namespace)])].map((name) => {
    const members = workloads.filter((workload) => workload.namespace === name && workload.pods > 0);
    return { name, mtls: modeOf(catalog, name), sidecars: sidecarsOf(members) };
  });
}

/** Gateways are proxies themselves, and the control plane needs none: neither says anything about a namespace. */
function sidecarsOf(members: readonly Workload[]): NamespaceState['sidecars'] {
  const expected = members.filter(({ gateway, labels }) => !gateway && labels.istio !== 'pilot');
  const proxied = expected.filter(({ sidecar }) => sidecar).length;
  if (proxied === expected.length) return members.length > 0 ? 'all' : 'none';
  return proxied === 0 ? 'none' : 'some';
}

const MODE_WORDS: Readonly<Record<MutualTlsMode, MtlsMode>> = { STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'disabled' };

/** `unset` where nobody said anything, and Istio's own default holds. */
function modeOf(catalog: Catalog, namespace: string): MtlsMode {
  const { mode, from } = namespaceMutualTls(catalog, namespace);
  return from === undefined ? 'unset' : MODE_WORDS[mode];
}
