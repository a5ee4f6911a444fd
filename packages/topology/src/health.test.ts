import { expect, test } from 'vitest';
import { healthOf, outcomeOf } from './health.ts';

const p99 = (valueMs: number) => ({ valueMs, lowMs: 0, highMs: null });

test.each([
  { name: 'no requests is idle', seen: { requestCount: 0, errorRatio: 0, p99: null }, is: 'idle' },
  { name: 'four failures are too few to judge', seen: { requestCount: 4, errorRatio: 1, p99: p99(9000) }, is: 'healthy' },
  { name: 'one per cent errors degrades', seen: { requestCount: 100, errorRatio: 0.01, p99: null }, is: 'degraded' },
  { name: 'less does not', seen: { requestCount: 1000, errorRatio: 0.009, p99: p99(500) }, is: 'healthy' },
  { name: 'five per cent fails', seen: { requestCount: 100, errorRatio: 0.05, p99: null }, is: 'failing' },
  { name: 'slow degrades', seen: { requestCount: 100, errorRatio: 0, p99: p99(501) }, is: 'degraded' },
])('$name', ({ seen, is }) => {
  expect(healthOf(seen)).toBe(is);
});

test.each([
  { code: '200', flags: '-', grpcStatus: '', is: 'ok' },
  { code: '200', flags: 'DI', grpcStatus: '', is: 'ok' },
  { code: '503', flags: 'UH', grpcStatus: '', is: 'error' },
  { code: '404', flags: 'NR', grpcStatus: '', is: 'client-error' },
  { code: '0', flags: 'DC', grpcStatus: '', is: 'error' },
  { code: '0', flags: 'DI,DC', grpcStatus: '', is: 'error' },
  { code: '0', flags: '-', grpcStatus: '', is: 'error' },
  { code: '200', flags: 'DC', grpcStatus: '', is: 'ok' },
  { code: '0', flags: 'UC', grpcStatus: '', is: 'error' },
  { code: '200', flags: '-', grpcStatus: '0', is: 'ok' },
  { code: '200', flags: '-', grpcStatus: '14', is: 'error' },
  { code: '200', flags: '-', grpcStatus: '5', is: 'client-error' },
])('code $code, flags $flags, gRPC status "$grpcStatus" is $is', ({ is, ...sample }) => {
  expect(outcomeOf(sample)).toBe(is);
});
