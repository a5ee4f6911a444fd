import { expect, test } from 'vitest';
import { compareTails, differs, proportionsPValue } from './compare.ts';

test.each([
  { name: '2 % against 0 % of a thousand', a: { ratio: 0.02, count: 1000 }, b: { ratio: 0, count: 1000 }, p: 6.95e-6, sure: true },
  { name: '2 % against 1 % of a thousand', a: { ratio: 0.02, count: 1000 }, b: { ratio: 0.01, count: 1000 }, p: 0.0659, sure: false },
  { name: 'the same', a: { ratio: 0.1, count: 200 }, b: { ratio: 0.1, count: 4000 }, p: 1, sure: false },
  { name: 'no errors at all', a: { ratio: 0, count: 200 }, b: { ratio: 0, count: 4000 }, p: 1, sure: false },
])('$name', ({ a, b, p, sure }) => {
  const value = proportionsPValue(a, b);
  expect(value).toBeCloseTo(p, 3);
  expect(differs(value)).toBe(sure);
});

/** A histogram of one request per second, of which `tail` takes longer than 50 ms. */
const tail = (lowMs: number, highMs: number | null, share: number, count = 1000) => ({
  quantile: { valueMs: lowMs, lowMs, highMs },
  buckets: [
    { leMs: 25, perSecond: 0.5 },
    { leMs: 50, perSecond: 1 - share },
    { leMs: 100, perSecond: 1 },
    { leMs: Infinity, perSecond: 1 },
  ],
  count,
});

test.each([
  { name: 'two in one bucket are alike', a: tail(50, 100, 0.9), b: tail(50, 100, 0.02), is: 0 },
  { name: 'a hair over the bound is no difference', a: tail(50, 100, 0.011), b: tail(25, 50, 0.009), is: 0 },
  { name: 'far over the bound is slower', a: tail(50, 100, 0.2), b: tail(25, 50, 0.009), is: 1 },
  { name: 'and the other way round faster', a: tail(25, 50, 0.009), b: tail(50, 100, 0.2), is: -1 },
])('$name', ({ a, b, is }) => {
  expect(compareTails(a, b)).toBe(is);
});
