import type { ConnectionPool, OutlierDetection } from '@pidalio/istio';
import type { Cluster } from './decision.ts';

/** How one try ends at the far end. `afterMs` counts from the moment it was sent. */
export type UpstreamAnswer = (
  | { type: 'status'; status: number; headers?: Readonly<Record<string, string>> }
  /** The connection closed after the request was sent and before an answer came. */
  | { type: 'reset' }
  /** HTTP/2: the server says that it did not begin with the request. */
  | { type: 'refused-stream' }
  /** Nobody accepts the connection. */
  | { type: 'connect-failure' }
  /** The address does not answer at all; lasts for the connect time-out. */
  | { type: 'connect-timeout' }
) & { afterMs?: number };

/** The part of a destination's settings that decides over tries. */
export interface TrySettings {
  /** The proxy speaks HTTP/2 to it: requests share a connection, and a broken one is a reset of the stream. */
  http2?: boolean;
  connectionPool?: PoolLimits;
  outlierDetection?: OutlierRules;
}

export type PoolLimits = Pick<
  ConnectionPool,
  'maxConnections' | 'maxPendingRequests' | 'maxRequests' | 'maxRetries' | 'retryBudget' | 'connectTimeoutMs'
>;

export type OutlierRules = Omit<OutlierDetection, 'from'>;

/** The far end, as far as a caller's proxy can see it. */
export interface Upstream {
  /** Addresses of the ready endpoints of a cluster that exists. */
  endpoints(cluster: Cluster): readonly string[];
  /** What comes of a try; `tryNumber` counts from 1 within one request. */
  answer(cluster: Cluster, tryNumber: number, endpoint: string): UpstreamAnswer;
}
