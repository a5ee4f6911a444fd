import type { Quantile } from './quantile.ts';
import type { RequestSample } from './samples.ts';

export type Health = 'healthy' | 'degraded' | 'failing' | 'idle' | 'unknown';

export interface HealthThresholds {
  degradedErrorRatio: number;
  failingErrorRatio: number;
  slowP99Ms: number;
  /** Below this many requests in the window nothing is called unhealthy. */
  minRequests: number;
}

export const defaultThresholds: HealthThresholds = { degradedErrorRatio: 0.01, failingErrorRatio: 0.05, slowP99Ms: 500, minRequests: 5 };

export function healthOf(
  seen: { requestCount: number; errorRatio: number; p99: Quantile | null },
  thresholds: HealthThresholds = defaultThresholds,
): Health {
  if (seen.requestCount <= 0) return 'idle';
  if (seen.requestCount < thresholds.minRequests) return 'healthy';
  if (seen.errorRatio >= thresholds.failingErrorRatio) return 'failing';
  const slow = seen.p99 !== null && seen.p99.valueMs > thresholds.slowP99Ms;
  return slow || seen.errorRatio >= thresholds.degradedErrorRatio ? 'degraded' : 'healthy';
}

type Outcome = 'ok' | 'error' | 'client-error';

/** gRPC statuses that google.rpc.Code maps to a 5xx: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const grpcServerErrors = new Set(['2', '4', '12', '13', '14', '15']);

/** Whether a response is the server's or the network's fault, the client's, or nobody's: the one place that says what counts as an error. */
export function outcomeOf(sample: Pick<RequestSample, 'code' | 'flags' | 'grpcStatus'>): Outcome {
  if (sample.grpcStatus !== '' && sample.grpcStatus !== '0') return grpcServerErrors.has(sample.grpcStatus) ? 'error' : 'client-error';
  if (sample.code.startsWith('5')) return 'error';
  if (sample.code.startsWith('4')) return 'client-error';
  // Envoy writes code 0 where no response was sent: the transport failed, or (DC) the caller gave up waiting, which is a failure for it.
  return sample.code === '0' ? 'error' : 'ok';
}
