import { describe, expect, test } from 'vitest';
import { formatBucket, formatMs, formatPercent, formatQuantile, formatRate } from './format.ts';

const thin = '\u2009';

describe('formatRate', () => {
  test.each([
    [0, '0/s'],
    [null, '–'],
    [0.004, '<0.01/s'],
    [0.3, '0.3/s'],
    [0.25, '0.25/s'],
    [2, '2.0/s'],
    [40.13, '40.1/s'],
    [99.97, '100/s'],
    [412.4, '412/s'],
    [999.7, '1k/s'],
    [12_345, '12.3k/s'],
    [4_560_000, '4.56M/s'],
  ])('%s reads %s', (value, expected) => expect(formatRate(value)).toBe(expected));
});

describe('formatMs', () => {
  test.each([
    [0, `0${thin}ms`],
    [0.4, `<1${thin}ms`],
    [51.2, `51${thin}ms`],
    [999.6, `1.0${thin}s`],
    [2000, `2.0${thin}s`],
    [undefined, '–'],
  ])('%s reads %s', (value, expected) => expect(formatMs(value)).toBe(expected));
});

describe('formatPercent', () => {
  test.each([
    [0, `0${thin}%`],
    [0.00001, `<0.01${thin}%`],
    [0.0024, `0.24${thin}%`],
    [0.9, `90${thin}%`],
    [0.898, `89.8${thin}%`],
    [0.9996, `>99.9${thin}%`],
    [1, `100${thin}%`],
  ])('%s reads %s', (value, expected) => expect(formatPercent(value)).toBe(expected));
});

describe('a quantile', () => {
  test.each([
    [{ valueMs: 2485, lowMs: 1000, highMs: 2500 }, `2.5${thin}s (1–2.5${thin}s)`],
    [{ valueMs: 9.8, lowMs: 5, highMs: 10 }, `10${thin}ms (5–10${thin}ms)`],
    [null, '–'],
  ])('carries its bucket: %o reads %s', (value, expected) => expect(formatQuantile(value)).toBe(expected));

  test('in the open bucket says above what', () => expect(formatBucket({ lowMs: 10_000, highMs: null })).toBe(`>10${thin}s`));
});
