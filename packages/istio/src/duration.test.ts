import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['2s', 2000],
  ['1.5s', 1500],
  ['1h30m', 5_400_000],
  ['10ms', 10],
  ['0', 0],
  ['-1s', -1000],
  ['5', undefined],
  ['2 s', undefined],
  ['2sec', undefined],
  ['', undefined],
])('reads %s', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test.each([
  [0, '0s'],
  [250, '250ms'],
  [1500, '1.5s'],
  [90_000, '1m30s'],
  [3_600_000, '1h'],
])('writes %d ms', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
