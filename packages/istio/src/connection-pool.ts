import type { Origin } from './origin.ts';
import { definedOf, durationOf, type Fields, fieldsOf, isFields, numberOf } from './read.ts';
import type { PolicyBlock } from './traffic-policy.ts';

/** Envoy's "no limit", which Istio sets where nothing is said. */
export const UNLIMITED = 4_294_967_295;

/** What a caller's proxy lets through to a cluster, per proxy process, and how long it waits. */
export interface ConnectionPool {
  maxConnections: number;
  /** Requests that wait for a connection (HTTP/1.1). */
  maxPendingRequests: number;
  /** Requests at the same time, HTTP/1.1 and HTTP/2 alike. */
  maxRequests: number;
  /** Retries at the same time; with a retry budget that counts instead. */
  maxRetries: number;
  retryBudget?: { percent: number; minRetryConcurrency: number; from?: Origin };
  connectTimeoutMs: number;
  /** Envoy's default is one hour. */
  idleTimeoutMs?: number;
  maxRequestsPerConnection?: number;
  maxConnectionDurationMs?: number;
  /** Only for HTTP/2 clusters. */
  maxConcurrentStreams?: number;
  /** HTTP/2 to the cluster although the port is plain HTTP. */
  http2Upgrade: boolean;
  useClientProtocol: boolean;
  from?: Origin;
}

/** What MeshConfig adds to the connection pool. */
export interface PoolDefaults {
  connectTimeoutMs: number;
  http2Upgrade: boolean;
}

/** Zero means unset everywhere but in durations (istio pilot cluster_traffic_policy.go applyConnectionPool). */
export function connectionPoolOf(
  pool: PolicyBlock | undefined,
  budget: PolicyBlock | undefined,
  defaults: PoolDefaults,
  isHttpPort: boolean,
): ConnectionPool {
  const http = fieldsOf(pool?.fields.http);
  const tcp = fieldsOf(pool?.fields.tcp);
  const optional = {
    idleTimeoutMs: durationOf(http.idleTimeout) ?? durationOf(tcp.idleTimeout),
    maxRequestsPerConnection: positive(http.maxRequestsPerConnection),
    maxConnectionDurationMs: durationOf(tcp.maxConnectionDuration),
    maxConcurrentStreams: positive(http.maxConcurrentStreams),
    retryBudget: budget === undefined ? undefined : retryBudgetOf(budget),
    from: pool?.from,
  };
  return {
    maxConnections: positive(tcp.maxConnections) ?? UNLIMITED,
    maxPendingRequests: positive(http.http1MaxPendingRequests) ?? UNLIMITED,
    maxRequests: positive(http.http2MaxRequests) ?? UNLIMITED,
    maxRetries: positive(http.maxRetries) ?? UNLIMITED,
    connectTimeoutMs: durationOf(tcp.connectTimeout) ?? defaults.connectTimeoutMs,
    http2Upgrade: upgradesToHttp2(http, defaults.http2Upgrade, isHttpPort),
    useClientProtocol: http.useClientProtocol === true,
    ...definedOf(optional),
  };
}

function positive(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number > 0 ? number : undefined;
}

function retryBudgetOf({ fields, from }: PolicyBlock): NonNullable<ConnectionPool['retryBudget']> {
  return {
    percent: percentOf(fields.percent) ?? 20,
    minRetryConcurrency: positive(fields.minRetryConcurrency) ?? 3,
    ...definedOf({ from }),
  };
}

function percentOf(value: unknown): number | undefined {
  return isFields(value) ? numberOf(value.value) : numberOf(value);
}

function upgradesToHttp2(http: Fields, meshUpgrades: boolean, isHttpPort: boolean): boolean {
  if (http.useClientProtocol === true || http.h2UpgradePolicy === 'DO_NOT_UPGRADE') return false;
  if (http.h2UpgradePolicy === 'UPGRADE') return true;
  return meshUpgrades && isHttpPort;
}
