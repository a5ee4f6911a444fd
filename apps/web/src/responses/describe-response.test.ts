import { describe, expect, test } from 'vitest';
import { busiestError, describeResponse, errorReason } from './describe-response.ts';
import { responseTranslate } from './words.ts';

const t = responseTranslate('en');

test.each([
  ['200', '-', 'OK'],
  ['200', 'DI', 'delay injected (DI)'],
  ['404', '-', 'client error'],
  ['500', '-', 'error from the application'],
  ['503', 'UH', 'no healthy target (UH)'],
  ['503', 'UF,URX', 'could not connect (UF)'],
  ['0', '-', 'no response'],
  ['0', 'DC', 'caller hung up (DC)'],
  ['0', 'DI,DC', 'caller hung up (DC)'],
  ['grpc 14', '-', 'gRPC status from the application'],
])('response %s with flag %s reads %s', (code, flag, words) => expect(describeResponse({ code, flag }, t)).toBe(words));

test.each([
  ['500', '-', '500 from the application'],
  ['grpc 14', '-', 'grpc 14 from the application'],
  ['503', 'UH', 'no healthy target (UH)'],
  ['0', 'DC', 'caller hung up (DC)'],
  ['0', '-', 'no response'],
])('the reason of errors %s with flag %s reads %s', (code, flag, words) => expect(errorReason({ code, flag }, t)).toBe(words));

describe('the busiest error', () => {
  const share = (code: string, flag: string, requestsPerSecond: number, error: boolean) => ({ code, flag, requestsPerSecond, error });
  test('is no injected delay and no client error', () =>
    expect(
      busiestError([share('200', 'DI', 9, false), share('404', 'NR', 8, false), share('503', 'UH', 1, true), share('0', 'DC', 2, true)]),
    ).toEqual(share('0', 'DC', 2, true)));
  test('is none where nothing failed', () => expect(busiestError([share('200', 'DI', 9, false)])).toBeUndefined());
});
