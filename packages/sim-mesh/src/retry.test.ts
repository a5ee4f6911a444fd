import { expect, test } from 'vitest';
import { isRetriable, type TryOutcome } from './retry.ts';

const ISTIO_DEFAULT = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];

const cases: { name: string; retryOn: string[]; codes?: number[]; outcome: TryOutcome; retried: boolean }[] = [
  { name: 'a refused connection by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'connect-failure' }, retried: true },
  { name: 'a 503 of the application by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'status', status: 503 }, retried: false },
  { name: 'a per-try time-out by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'per-try-timeout' }, retried: false },
  { name: 'a per-try time-out with reset', retryOn: ['reset'], outcome: { type: 'per-try-timeout' }, retried: true },
  { name: 'a 500 with gateway-error', retryOn: ['gateway-error'], outcome: { type: 'status', status: 500 }, retried: false },
  { name: 'a 502 with gateway-error', retryOn: ['gateway-error'], outcome: { type: 'status', status: 502 }, retried: true },
  { name: 'a 500 with 5xx', retryOn: ['5xx'], outcome: { type: 'status', status: 500 }, retried: true },
  { name: 'a listed code', retryOn: ['retriable-status-codes'], codes: [418], outcome: { type: 'status', status: 418 }, retried: true },
  { name: 'a reset with 503 listed', retryOn: ['retriable-status-codes'], codes: [503], outcome: { type: 'reset' }, retried: false },
  { name: 'a success', retryOn: ['5xx', 'reset'], outcome: { type: 'status', status: 200 }, retried: false },
];

test.each(cases)('$name: retried $retried', ({ retryOn, codes = [], outcome, retried }) => {
  expect(isRetriable({ attempts: 2, retryOn, retriableStatusCodes: codes }, outcome)).toBe(retried);
});
