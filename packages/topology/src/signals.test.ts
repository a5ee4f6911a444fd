import { expect, test } from 'vitest';
import { toSignals } from './signals.ts';

const response = (code: string, flags: string, requestsPerSecond: number, grpcStatus = '') => ({
  code,
  flags,
  grpcStatus,
  requestsPerSecond,
});

test('a caller that gave up waiting is an error, and no client error', () => {
  const signals = toSignals([response('0', 'DC', 4)], [], { windowSeconds: 60 });
  expect(signals).toMatchObject({ errorRatio: 1, clientErrorRatio: 0, health: 'failing' });
});

test('says of every response whether it is an error, busiest first', () => {
  const responses = [
    response('200', '-', 50),
    response('200', 'DI', 20),
    response('404', 'NR', 9),
    response('0', 'DI,DC', 4),
    response('503', 'UH', 3),
    response('200', '-', 2, '14'),
  ];
  expect(toSignals(responses, [], { windowSeconds: 60 }).codes.map(({ code, flag, error }) => [code, flag, error])).toEqual([
    ['200', '-', false],
    ['200', 'DI', false],
    ['404', 'NR', false],
    ['0', 'DI,DC', true],
    ['503', 'UH', true],
    ['grpc 14', '-', true],
  ]);
});
