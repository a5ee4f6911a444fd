import type { HttpRetry } from '@pidalio/istio';
import type { RetryPolicy } from './decision.ts';

/** Since Istio 1.24 a 503 of the application is not among them (istio pilot core/route/retry/retry.go DefaultPolicy). */
const DEFAULT_RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];

export const DEFAULT_RETRIES: RetryPolicy = { attempts: 2, retryOn: DEFAULT_RETRY_ON, retriableStatusCodes: [] };

const NO_RETRIES: RetryPolicy = { attempts: 0, retryOn: [], retriableStatusCodes: [] };

/** What Envoy does about failed tries of a route; without `retries` Istio's default policy. */
export function retryPolicy(retries: HttpRetry | undefined): RetryPolicy {
  if (retries === undefined) return DEFAULT_RETRIES;
  if (retries.attempts <= 0) return NO_RETRIES;
  const perTry = retries.perTryTimeoutMs === undefined ? {} : { perTryTimeoutMs: retries.perTryTimeoutMs };
  if (retries.retryOn === undefined) return { ...DEFAULT_RETRIES, attempts: retries.attempts, ...perTry };
  return { attempts: retries.attempts, ...parseRetryOn(retries.retryOn), ...perTry };
}

/** Numbers among the conditions are status codes, and bring the condition `retriable-status-codes` with them. */
function parseRetryOn(text: string): Pick<RetryPolicy, 'retryOn' | 'retriableStatusCodes'> {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const codes = parts.filter((part) => /^\d{3}$/.test(part)).map(Number);
  const conditions = parts.filter((part) => !/^\d+$/.test(part));
  if (codes.length > 0 && !conditions.includes('retriable-status-codes')) conditions.push('retriable-status-codes');
  return { retryOn: conditions, retriableStatusCodes: codes };
}
