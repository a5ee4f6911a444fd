import type { RetryPolicy } from '@pidalio/routing';

/** How one try ended without a usable answer, or with which status. */
export type TryOutcome = { type: 'status'; status: number } | { type: 'connect-failure' | 'reset' | 'per-try-timeout' };

/** Whether Envoy would try again after this (envoy source/common/router/retry_state_impl.cc). Attempts are counted by the caller. */
export function isRetriable(policy: RetryPolicy, outcome: TryOutcome): boolean {
  return policy.retryOn.some((condition) => meets(condition, policy, outcome));
}

function meets(condition: string, policy: RetryPolicy, outcome: TryOutcome): boolean {
  if (outcome.type !== 'status') {
    // A per-try time-out is a local reset, so connect-failure does not cover it.
    if (condition === 'connect-failure') return outcome.type === 'connect-failure';
    return condition === '5xx' || condition === 'gateway-error' || condition === 'reset';
  }
  switch (condition) {
    case '5xx':
      return outcome.status >= 500;
    case 'gateway-error':
      return outcome.status >= 502 && outcome.status <= 504;
    case 'retriable-4xx':
      return outcome.status === 409;
    case 'retriable-status-codes':
      return policy.retriableStatusCodes.includes(outcome.status);
    default:
      return false;
  }
}

/** Envoy's jittered exponential back-off: base 25 ms, at most 250 ms. `triesMade` counts from 1. */
export function backOffMs(triesMade: number, random: () => number): number {
  return Math.min(250, 25 * (2 ** triesMade - 1) || 25) * random();
}
