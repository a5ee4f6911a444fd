import { type Flow, peerKey } from './flows.ts';
import type { MeshService, Workload } from './graph.ts';
import { groupBy } from './group-by.ts';
import { type Peer, type ServiceName, UNKNOWN } from './samples.ts';
import { versionIndexes } from './version-order.ts';

/** Workloads and services by name, and which belong together. */
export interface Inventory {
  workload: (peer: Pick<Peer, 'namespace' | 'workload'>) => Workload | undefined;
  workloads: readonly Workload[];
  services: readonly MeshService[];
  /** The service that stands for a workload: named like its app if there is one, else the first by name. */
  serviceOf: (workload: Workload) => ServiceName | null;
  selectedBy: (service: ServiceName) => readonly Workload[];
  versionsOf: (namespace: string, app: string) => readonly Workload[];
  versionIndex: (workload: Workload) => number;
}

/** What the cluster lists, and what only metrics know: workloads that are gone, or that the server may not see. */
export function takeInventory(
  listed: readonly Workload[],
  services: readonly MeshService[],
  flows: readonly Pick<Flow, 'caller' | 'callee'>[],
): Inventory {
  const byKey = new Map(listed.map((workload) => [`${workload.namespace}/${workload.name}`, workload]));
  for (const peer of flows.flatMap(({ caller, callee }) => [caller, callee])) {
    if (peer.workload === UNKNOWN || byKey.has(peerKey(peer))) continue;
    byKey.set(peerKey(peer), workloadOfPeer(peer));
  }
  const workloads = [...byKey.values()].sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
  const apps = groupBy(workloads, ({ namespace, app }) => `${namespace}/${app}`);
  const indexes = new Map([...apps].map(([key, members]) => [key, versionIndexes(members.map((member) => member.version))]));
  const selected = new Map<string, Workload[]>();
  const serving = new Map<Workload, MeshService[]>();
  const byNamespace = groupBy(workloads, ({ namespace }) => namespace);
  for (const service of [...services].sort((a, b) => compare(a.name, b.name))) {
    const members = (byNamespace.get(service.namespace) ?? []).filter((workload) => selects(service.selector, workload.labels));
    selected.set(`${service.namespace}/${service.name}`, members);
    for (const member of members) serving.set(member, [...(serving.get(member) ?? []), service]);
  }
  return {
    workload: (peer) => byKey.get(peerKey(peer)),
    workloads,
    services,
    serviceOf: (workload) => {
      const candidates = serving.get(workload) ?? [];
      const service = candidates.find((candidate) => candidate.name === workload.app) ?? candidates[0];
      return service === undefined ? null : { namespace: service.namespace, name: service.name };
    },
    selectedBy: (service) => selected.get(`${service.namespace}/${service.name}`) ?? [],
    versionsOf: (namespace, app) => apps.get(`${namespace}/${app}`) ?? [],
    versionIndex: (workload) => indexes.get(`${workload.namespace}/${workload.app}`)?.get(workload.version) ?? -1,
  };
}

/** A Kubernetes selector without terms selects nothing. */
function selects(selector: MeshService['selector'], labels: Workload['labels']): boolean {
  const terms = Object.entries(selector ?? {});
  return terms.length > 0 && terms.every(([key, value]) => labels[key] === value);
}

function workloadOfPeer(peer: Peer): Workload {
  const app = peer.app === UNKNOWN || peer.app === '' ? peer.workload : peer.app;
  return { namespace: peer.namespace, name: peer.workload, app, version: peer.version, labels: {}, pods: 0, sidecar: true, gateway: false };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
