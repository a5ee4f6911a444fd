import { UNLIMITED } from '@pidalio/istio';
import type { ClusterState } from './proxy-state.ts';
import type { PoolLimits, TrySettings } from './upstream.ts';

/** Most clusters limit nothing, and then nothing needs to be remembered. */
export function limitsOf({ connectionPool: pool }: TrySettings): PoolLimits | undefined {
  if (pool === undefined) return undefined;
  const least = Math.min(pool.maxConnections, pool.maxPendingRequests, pool.maxRequests, pool.maxRetries);
  return least >= UNLIMITED && pool.retryBudget === undefined ? undefined : pool;
}

/**
 * Takes a request at `atMs` that will last `lastsMs`: when it is sent, or undefined when it does not fit (Envoy: overflow, `UO`). With HTTP/1.1
 * each request needs a connection, and what finds none free waits in line; with HTTP/2 requests share one (envoy conn_pool_base.cc newStreamImpl).
 * Of requests whose ends nobody knows yet `lastsMs` is Infinity; then so is the start of one that waits, and the caller takes out what has ended.
 */
export function admit(
  cluster: ClusterState,
  pool: PoolLimits,
  http2: boolean,
  atMs: number,
  lastsMs: number,
): { cluster: ClusterState; startMs: number } | undefined {
  const busy = cluster.busyUntilMs.filter((until) => until > atMs);
  const waiting = cluster.waitingUntilMs.filter((until) => until > atMs);
  if (busy.length >= pool.maxRequests) return undefined;
  if (http2 || busy.length < pool.maxConnections) {
    return { cluster: { ...cluster, busyUntilMs: [...busy, atMs + lastsMs], waitingUntilMs: waiting }, startMs: atMs };
  }
  if (waiting.length >= pool.maxPendingRequests) return undefined;
  const startMs = Math.min(...busy);
  busy[busy.indexOf(startMs)] = startMs + lastsMs;
  return { cluster: { ...cluster, busyUntilMs: busy, waitingUntilMs: [...waiting, startMs] }, startMs };
}

/** Takes a retry that is over at `untilMs`; undefined when too many are under way (`UO`, envoy upstream resource manager, retry budget). */
export function admitRetry(cluster: ClusterState, pool: PoolLimits, atMs: number, untilMs: number): ClusterState | undefined {
  const retrying = cluster.retryingUntilMs.filter((until) => until > atMs);
  if (retrying.length >= retryLimit(cluster, pool, atMs)) return undefined;
  return { ...cluster, retryingUntilMs: [...retrying, untilMs] };
}

function retryLimit({ busyUntilMs }: ClusterState, { maxRetries, retryBudget }: PoolLimits, atMs: number): number {
  if (retryBudget === undefined) return maxRetries;
  const active = busyUntilMs.filter((until) => until > atMs).length;
  return Math.max(retryBudget.minRetryConcurrency, Math.floor((active * retryBudget.percent) / 100));
}
