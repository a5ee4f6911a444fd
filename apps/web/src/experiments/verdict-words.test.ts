import type { Watch } from '@pidalio/contract';
import { describe, expect, test } from 'vitest';
import { describeVerdict, isAbout, isInDoubt, isSettling, toneOf, wantsName } from './verdict-words.ts';

type Verdict = Watch['verdicts'][number];

const hidden = (fix: string): Verdict => ({ code: 'not-attributable', values: { requestsPerSecond: 20, fix } });
const delay = (requestsPerSecond: number): Verdict => ({ code: 'delay-seen', values: { requestsPerSecond, delayMs: 7000 } });

describe('what cannot be told from other rules', () => {
  test('is neither as intended nor in need of a look', () => {
    const watch = { verdicts: [delay(1.5), hidden('name')] };
    expect(isInDoubt(watch)).toBe(true);
    expect(watch.verdicts.map(toneOf)).toEqual(['plain', 'plain']);
    expect(watch.verdicts.every((verdict) => isAbout(verdict, 'share'))).toBe(true);
  });

  test('is told apart by a name only where the metrics carry names', () => {
    expect(wantsName({ verdicts: [hidden('name')] })).toBe(true);
    expect(wantsName({ verdicts: [hidden('telemetry')] })).toBe(false);
  });

  test.each(['en', 'zh'] as const)('still tells what Envoy flagged (%s)', (locale) => {
    expect(describeVerdict(delay(1.5), locale)).toContain('1.5');
    expect(describeVerdict(delay(0), locale)).not.toContain('0/s');
    expect(describeVerdict(hidden('name'), locale)).toContain('20.0/s');
  });
});

test.each([
  ['en', '25 % of the requests reached no version, mostly: caller hung up (DC).'],
  ['zh', '25 % 的请求没有到达任何版本，主要原因：调用方断开 (DC)。'],
] as const)('what reached no version is named in words (%s)', (locale, words) => {
  const verdict: Verdict = { code: 'unreached', values: { ratio: 0.25, code: '0', flag: 'DI,DC' } };
  expect(describeVerdict(verdict, locale).replaceAll(/\s/g, ' ')).toBe(words);
  expect(toneOf(verdict)).toBe('warn');
});

describe('right after a change it is too early to say', () => {
  const window = { rangeSeconds: 300, endMs: 100_000, effectiveRangeSeconds: 60 };
  const byOthers = { code: 'changed-in-window' as const, values: { secondsAgo: 5 } };
  test.each([
    ['of ours', [], 50_000, true],
    ['of ours, a minute ago', [], 30_000, false],
    ['that others wrote', [byOthers], null, true],
    ['of which nobody knows', [], null, false],
  ])('%s', (_, notes, changedMs, expected) => {
    expect(isSettling({ window, notes }, changedMs)).toBe(expected);
  });
});

test('destinations that lead to the same pods are in doubt, not wrong', () => {
  const alike: Verdict = { code: 'destinations-alike', values: { labels: 'v1, ratings' } };
  expect([isInDoubt({ verdicts: [alike] }), toneOf(alike), wantsName({ verdicts: [alike] })]).toEqual([true, 'plain', false]);
  expect(describeVerdict(alike, 'en')).toBe('v1, ratings lead to the same pods: their shares cannot be told apart.');
});
