import { expect, test } from 'vitest';
import { compareQuantiles, differs, proportionsPValue } from './compare.ts';

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

test.each([
  { a: [1000, 2500, 2485], b: [1000, 2500, 1100], is: 0 },
  { a: [50, 100, 51], b: [25, 50, 49], is: 1 },
  { a: [25, 50, 49], b: [1800000, null, 1800000], is: -1 },
])('quantiles $a and $b compare as $is', ({ a, b, is }) => {
  const quantile = ([lowMs, highMs, valueMs]: (number | null)[]) => ({ lowMs: lowMs ?? 0, highMs: highMs ?? null, valueMs: valueMs ?? 0 });
  expect(compareQuantiles(quantile(a), quantile(b))).toBe(is);
});
