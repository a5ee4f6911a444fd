import type { HttpRetry } from '@pidalio/istio';
import type { RetryPolicy } from './decision.ts';

/** Since Istio 1.24 a 503 of the application is not among them (istio pilot core/route/retry/retry.go DefaultPolicy). */
const DEFAULT_RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];

const DEFAULT_RETRIES: RetryPolicy = { attempts: 2, retryOn: DEFAULT_RETRY_ON, retriableStatusCodes: [], avoidsPreviousHosts: true };

const NO_RETRIES: RetryPolicy = { attempts: 0, retryOn: [], retriableStatusCodes: [] };

/**
 * What Envoy does about failed tries of a route: as the rule says, else as MeshConfig says, else Istio's default. What a policy leaves out is
 * Istio's default in any case (istio retry.go ConvertPolicy). With consistent hashing no host is avoided, for only one is right.
 */
export function retryPolicy(rule: HttpRetry | undefined, meshDefault: HttpRetry | undefined, consistentHash = false): RetryPolicy {
  const retries = rule ?? meshDefault;
  const base = consistentHash ? { ...DEFAULT_RETRIES, avoidsPreviousHosts: false } : DEFAULT_RETRIES;
  if (retries === undefined) return base;
  if (retries.attempts <= 0) return NO_RETRIES;
  return {
    ...base,
    attempts: retries.attempts,
    ...(retries.retryOn === undefined ? {} : parseRetryOn(retries.retryOn)),
    ...(retries.perTryTimeoutMs === undefined ? {} : { perTryTimeoutMs: retries.perTryTimeoutMs }),
    ...(retries.backoffMs === undefined ? {} : { backoffMs: retries.backoffMs }),
    ...(retries.ignorePreviousHosts === false ? { avoidsPreviousHosts: false } : {}),
    ...(retries.remoteLocalities ? { remoteLocalities: true } : {}),
  };
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
