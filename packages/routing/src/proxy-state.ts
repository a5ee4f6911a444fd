/**
 * What one caller's proxy remembers between requests. Immutable: `tries` returns the next state. Times are milliseconds on the caller's own
 * clock. Empty for a proxy that has just started.
 */
export interface ProxyState {
  readonly clusters: ReadonlyMap<string, ClusterState>;
}

export interface ClusterState {
  /** When each connection that is in use becomes free. */
  readonly busyUntilMs: readonly number[];
  /** When each request that waits for a connection gets one. */
  readonly waitingUntilMs: readonly number[];
  /** When each retry under way ends. */
  readonly retryingUntilMs: readonly number[];
  readonly hosts: ReadonlyMap<string, HostState>;
  /** The endpoint whose turn it is. */
  readonly turn: number;
}

/** Of one endpoint: errors in a row, and how it was ejected. */
export interface HostState {
  readonly errors: number;
  readonly gatewayErrors: number;
  readonly localFailures: number;
  readonly ejectedUntilMs: number;
  /** How often in a row it was ejected; each time lasts longer. */
  readonly ejections: number;
}

export const NEW_PROXY: ProxyState = { clusters: new Map() };

export const NEW_CLUSTER: ClusterState = { busyUntilMs: [], waitingUntilMs: [], retryingUntilMs: [], hosts: new Map(), turn: 0 };

export const NEW_HOST: HostState = { errors: 0, gatewayErrors: 0, localFailures: 0, ejectedUntilMs: 0, ejections: 0 };

export function withCluster(state: ProxyState, name: string, cluster: ClusterState): ProxyState {
  return { clusters: new Map(state.clusters).set(name, cluster) };
}
