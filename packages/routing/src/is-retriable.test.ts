import { expect, test } from 'vitest';
import { isRetriable, type TryResult } from './is-retriable.ts';

const ISTIO_DEFAULT = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];

const grpc = (status: string): TryResult => ({ type: 'status', status: 200, headers: { 'grpc-status': status } });

const cases: { name: string; retryOn: string[]; codes?: number[]; outcome: TryResult; retried: boolean }[] = [
  { name: 'a refused connection by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'connect-failure' }, retried: true },
  { name: 'a 503 of the application by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'status', status: 503 }, retried: false },
  { name: 'a per-try time-out by default', retryOn: ISTIO_DEFAULT, outcome: { type: 'per-try-timeout' }, retried: false },
  { name: 'a per-try time-out with reset', retryOn: ['reset'], outcome: { type: 'per-try-timeout' }, retried: true },
  { name: 'a 500 with gateway-error', retryOn: ['gateway-error'], outcome: { type: 'status', status: 500 }, retried: false },
  { name: 'a 502 with gateway-error', retryOn: ['gateway-error'], outcome: { type: 'status', status: 502 }, retried: true },
  { name: 'a 500 with 5xx', retryOn: ['5xx'], outcome: { type: 'status', status: 500 }, retried: true },
  { name: 'a listed code', retryOn: ['retriable-status-codes'], codes: [418], outcome: { type: 'status', status: 418 }, retried: true },
  { name: 'a reset with 503 listed', retryOn: ['retriable-status-codes'], codes: [503], outcome: { type: 'reset' }, retried: false },
  { name: 'gRPC UNAVAILABLE by default', retryOn: ISTIO_DEFAULT, outcome: grpc('14'), retried: true },
  { name: 'gRPC DEADLINE_EXCEEDED by default', retryOn: ISTIO_DEFAULT, outcome: grpc('4'), retried: false },
  { name: 'gRPC DEADLINE_EXCEEDED where it is named', retryOn: ['deadline-exceeded'], outcome: grpc('4'), retried: true },
  { name: 'what did not fit through the breaker', retryOn: ['5xx', 'reset'], outcome: { type: 'overflow' }, retried: false },
  {
    name: 'a refused connection before the request',
    retryOn: ['reset-before-request'],
    outcome: { type: 'connect-failure' },
    retried: true,
  },
  { name: 'a refused stream with connect-failure', retryOn: ['connect-failure'], outcome: { type: 'refused-stream' }, retried: false },
  { name: 'a success', retryOn: ['5xx', 'reset'], outcome: { type: 'status', status: 200 }, retried: false },
];

test.each(cases)('$name: retried $retried', ({ retryOn, codes = [], outcome, retried }) => {
  expect(isRetriable({ attempts: 2, retryOn, retriableStatusCodes: codes }, outcome)).toBe(retried);
});

test('without attempts nothing is tried again', () => {
  expect(isRetriable({ attempts: 0, retryOn: ['5xx'], retriableStatusCodes: [] }, { type: 'status', status: 503 })).toBe(false);
});
