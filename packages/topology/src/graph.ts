import type { ObjectRef } from '@pidalio/istio';
import type { Flows } from './flows.ts';
import type { HealthThresholds } from './health.ts';
import type { Peer, ServiceName } from './samples.ts';
import type { Signals } from './signals.ts';

export type GraphKind = 'versions' | 'workload' | 'app' | 'service';
export type NodeKind = 'workload' | 'service' | 'gateway' | 'serviceentry' | 'passthrough' | 'blackhole' | 'unknown' | 'helm';
export type Badge = 'split' | 'rule' | 'mirror' | 'fault' | 'timer' | 'breaker' | 'shield' | 'no-sidecar';
export type MtlsMode = 'strict' | 'permissive' | 'disabled' | 'unset';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  namespace: string;
  name: string;
  app: string;
  version: string;
  versionIndex: number;
  box: string | null;
  sidecar: boolean;
  root: boolean;
  shadow: boolean;
  signals: Signals;
  badges: Badge[];
  service: ServiceName | null;
  rule: ObjectRef | null;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  protocol: 'http' | 'grpc' | 'tcp';
  signals: Signals;
  mtlsRatio: number | null;
  kind: 'call' | 'strand' | 'shadow';
  share: { seen: number | null; configured: number | null } | null;
  service: ServiceName | null;
  bytesPerSecond: number | null;
}

export interface GraphBox {
  id: string;
  kind: 'namespace' | 'app';
  namespace: string;
  name: string;
  mtls: MtlsMode | null;
  sidecars: 'all' | 'some' | 'none' | null;
  badges: Badge[];
  service: ServiceName | null;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  boxes: GraphBox[];
}

/** A workload as the cluster knows it, with or without traffic. */
export interface Workload {
  namespace: string;
  name: string;
  app: string;
  version: string;
  /** Labels of its pods. */
  labels: Readonly<Record<string, string>>;
  pods: number;
  sidecar: boolean;
  gateway: boolean;
}

export interface MeshService {
  namespace: string;
  name: string;
  /** null: the service selects no pods. */
  selector: Readonly<Record<string, string>> | null;
}

/** A rule that decides which version of a service its callers reach. */
export interface Steering {
  ref: ObjectRef;
  /** Whether that caller's proxy obeys it. */
  binds: (caller: Peer) => boolean;
  /** Share per workload name that the rule asks for, 0..1, none for a workload it does not lead to; null where its routes differ. */
  configured: ReadonlyMap<string, number | null> | null;
}

export interface NamespaceState {
  name: string;
  mtls: MtlsMode;
  sidecars: 'all' | 'some' | 'none';
}

export interface GraphInput {
  graph: GraphKind;
  flows: Pick<Flows, 'live' | 'shadow'>;
  windowSeconds: number;
  thresholds?: HealthThresholds;
  measured?: boolean;
  workloads: readonly Workload[];
  services: readonly MeshService[];
  namespaces: readonly NamespaceState[];
  /** Hosts of ServiceEntries. */
  externalHosts: ReadonlySet<string>;
  /** Rules that split or steer the traffic of a service by version. */
  steering: (service: ServiceName) => readonly Steering[];
  badges: (service: ServiceName) => readonly Badge[];
}
