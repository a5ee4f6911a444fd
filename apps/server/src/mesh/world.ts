import type { Catalog, DestinationRule, Fields, KubeObject, ObjectRef, VirtualService } from '@pidalio/istio';
import type { Inventory, MeshService, NamespaceState, Peer, ServiceName, Workload } from '@pidalio/topology';
import type { Vantage } from './governance.ts';

export interface WorldService extends MeshService {
  host: string;
  ports: { name: string; port: number; protocol: string }[];
}

/** What the cluster holds, read once per change and shared by every view. */
export interface World {
  catalog: Catalog;
  clusterDomain: string;
  rootNamespace: string;
  workloads: readonly Workload[];
  services: readonly WorldService[];
  namespaces: readonly NamespaceState[];
  externalHosts: ReadonlySet<string>;
  /** Every VirtualService, the oldest first. */
  virtualServices: readonly VirtualService[];
  destinationRules: readonly DestinationRule[];
  authorizationPolicies: readonly KubeObject[];
  /** Of all kinds that select pods. */
  securityObjects: readonly KubeObject[];
  service: (name: ServiceName) => WorldService | undefined;
  /** Workloads behind a service, by version. */
  selectedBy: Inventory['selectedBy'];
  versionIndex: Inventory['versionIndex'];
  /** The workload of a caller; one that the cluster does not list counts as a sidecar without labels. */
  callerOf: (caller: Peer) => Pick<Workload, 'namespace' | 'labels' | 'gateway'>;
  /** Who governs a service, for callers anywhere in the mesh. */
  vantages: (service: WorldService) => readonly Vantage[];
  /** Services that a rule in force decides for. */
  servicesOfRule: (ref: ObjectRef, ruleIndex: number) => readonly WorldService[];
  /** Whether some rule in force sends copies to that workload. */
  isMirrorTarget: (callee: Pick<Peer, 'namespace' | 'workload'>) => boolean;
  trafficPolicyOf: (service: WorldService) => Fields | undefined;
}
