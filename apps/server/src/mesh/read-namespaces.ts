import { fieldsOf, type KubeObject, textMapOf, textOf } from '@pidalio/istio';
import type { MtlsMode, NamespaceState, Workload } from '@pidalio/topology';

/** Mutual TLS and sidecars of every namespace that holds anything. */
export function readNamespaces(
  names: Iterable<string>,
  workloads: readonly Workload[],
  peerAuthentications: readonly KubeObject[],
  rootNamespace: string,
): NamespaceState[] {
  const modes = namespaceModes(peerAuthentications);
  return [...new Set([...names, ...workloads.map(({ namespace }) => namespace)])].map((name) => {
    const members = workloads.filter((workload) => workload.namespace === name && workload.pods > 0);
    return { name, mtls: modes.get(name) ?? modes.get(rootNamespace) ?? 'unset', sidecars: sidecarsOf(members) };
  });
}

/** Gateways are proxies themselves, and the control plane needs none: neither says anything about a namespace. */
function sidecarsOf(members: readonly Workload[]): NamespaceState['sidecars'] {
  const expected = members.filter(({ gateway, labels }) => !gateway && labels.istio !== 'pilot');
  const proxied = expected.filter(({ sidecar }) => sidecar).length;
  if (proxied === expected.length) return members.length > 0 ? 'all' : 'none';
  return proxied === 0 ? 'none' : 'some';
}

const modeWords: Readonly<Record<string, MtlsMode>> = { STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'disabled' };

/** Of several namespace-wide PeerAuthentications the oldest counts (istio pilot authentication_policies.go). */
function namespaceModes(peerAuthentications: readonly KubeObject[]): Map<string, MtlsMode> {
  const modes = new Map<string, MtlsMode>();
  const oldestFirst = [...peerAuthentications].sort((a, b) =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1,
  );
  for (const { metadata, spec } of oldestFirst) {
    const fields = fieldsOf(spec);
    const selective = Object.keys(textMapOf(fieldsOf(fields.selector).matchLabels)).length > 0;
    const mode = modeWords[textOf(fieldsOf(fields.mtls).mode) ?? ''];
    const namespace = metadata.namespace ?? '';
    if (!selective && mode !== undefined && !modes.has(namespace)) modes.set(namespace, mode);
  }
  return modes;
}
