import type { RetryPolicy } from './decision.ts';
import type { UpstreamAnswer } from './upstream.ts';

/** How one try ended, as the proxy sees it: what came from the far end, or what the proxy did itself. */
export type TryResult = UpstreamAnswer | { type: 'overflow' | 'per-try-timeout' };

/** Whether Envoy would try again after this (envoy 1.40 source/common/router/retry_state_impl.cc). Tries are counted by the caller. */
export function isRetriable(policy: RetryPolicy, result: TryResult): boolean {
  // What does not fit through the circuit breaker is never tried again.
  if (policy.attempts === 0 || result.type === 'overflow') return false;
  if (result.type !== 'status') {
    const { type } = result;
    return policy.retryOn.some((condition) => meetsBroken(condition, type));
  }
  const { status, headers = NO_HEADERS } = result;
  // An answer that says it was rate-limited is looked at for nothing else.
  if (headers['x-envoy-ratelimited'] !== undefined) return policy.retryOn.includes('envoy-ratelimited');
  return policy.retryOn.some((condition) => meetsStatus(condition, policy, status, headers));
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

/** A per-try time-out is a reset of the proxy's own: neither connect-failure nor refused-stream covers it. */
function meetsBroken(condition: string, type: Exclude<TryResult['type'], 'status' | 'overflow'>): boolean {
  switch (condition) {
    case '5xx':
    case 'gateway-error':
    case 'reset':
      return true;
    case 'connect-failure':
      return type === 'connect-failure' || type === 'connect-timeout';
    case 'reset-before-request':
      return type === 'connect-failure' || type === 'connect-timeout';
    case 'refused-stream':
      return type === 'refused-stream';
    default:
      return false;
  }
}

/** gRPC statuses that the conditions of the same name retry; the header counts even if the request is not gRPC. */
const GRPC_CONDITIONS: Readonly<Record<string, string>> = {
  cancelled: '1',
  'deadline-exceeded': '4',
  'resource-exhausted': '8',
  internal: '13',
  unavailable: '14',
};

function meetsStatus(condition: string, policy: RetryPolicy, status: number, headers: Readonly<Record<string, string>>): boolean {
  switch (condition) {
    case '5xx':
      return status >= 500 && status < 600;
    case 'gateway-error':
      return status >= 502 && status <= 504;
    case 'retriable-4xx':
      return status === 409;
    case 'retriable-status-codes':
      return policy.retriableStatusCodes.includes(status);
    default: {
      const grpcStatus = GRPC_CONDITIONS[condition];
      return grpcStatus !== undefined && headers['grpc-status'] === grpcStatus;
    }
  }
}
