import type { ObjectRef } from '@pidalio/istio';
import type { Caller, Cluster, Decision, DestinationSettings, Stop } from './decision.ts';
import type { RefusalReason } from './refusal.ts';

/** One connection as a proxy meets it, before anything in it was read. */
export interface Connection {
  /** Whose proxy takes it: the sidecar of the workload that dials, or the gateway that is dialled. */
  caller: Caller;
  /** The address that is dialled; without it, what `host` stands for. Not needed at a gateway. */
  ip?: string;
  /** Name of the service that is dialled, fully qualified. */
  host?: string;
  /** At a gateway the port of its Service, or of the Gateway's server. */
  port: number;
  /** At a gateway: the port of the pod, where it is reached without its Service. */
  listenerPort?: number;
  /** The first bytes are a ClientHello. */
  tls?: ClientHello;
  /** What is sent: inside TLS if there is any. */
  protocol: 'bytes' | 'http';
  /** The request, where `protocol` is `http`. */
  request?: HttpOpening;
}

export interface ClientHello {
  /** In lower case; absent: the client names nobody. */
  sni?: string;
  alpn?: readonly string[];
  /** A certificate that the client would show: one the server's CA signed, or one of the mesh. */
  certificate?: 'client' | 'mesh';
}

/** The request that opens an HTTP connection. */
export interface HttpOpening {
  method: string;
  path: string;
  /** The Host header. */
  authority: string;
  headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ConnectionDestination {
  /** 0..1; connections drawn to a cluster that does not exist are reset. */
  probability: number;
  cluster: Cluster;
  /** Path in the rule; '' without one. */
  path: string;
  /** What the caller's proxy knows of the cluster; absent where it has none. */
  settings?: DestinationSettings;
}

export type ConnectionAction =
  | { type: 'forward'; destinations: readonly ConnectionDestination[] }
  /** On to the address that was dialled (PassthroughCluster). */
  | { type: 'passthrough' }
  /** Closed at once (BlackHoleCluster). */
  | { type: 'blackhole' }
  /** Read as HTTP by the routes of that name: `decision` says the rest; without one what was sent is no HTTP, and the proxy answers 400. */
  | { type: 'http'; routeConfiguration: string; decision?: Decision }
  | { type: 'refused'; reason: RefusalReason };

/** What a proxy does with one connection, and why. */
export interface ConnectionDecision {
  /** Istio's name for the listener, e.g. `10.96.0.1_3306`; `virtualOutbound` where the address has none of its own. */
  listener?: string;
  /** The object whose `tcp` or `tls` rule was used. */
  governedBy?: ObjectRef;
  /** Path of that rule, e.g. `spec.tls[0]`. */
  rulePath?: string;
  /** What happens to the TLS of the client: it goes through unread, or ends here. */
  tls?: 'passed-through' | 'terminated';
  action: ConnectionAction;
  stops: readonly Stop[];
}
