import { describe, expect, test } from 'vitest';
import { mergeBuckets, quantile } from './quantile.ts';

const buckets = (...pairs: [number, number][]) => pairs.map(([leMs, perSecond]) => ({ leMs, perSecond }));

describe('quantile', () => {
  test.each([
    {
      name: 'interpolates inside the bucket',
      q: 0.5,
      of: buckets([10, 0], [20, 4], [Infinity, 4]),
      is: { valueMs: 15, lowMs: 10, highMs: 20 },
    },
    { name: 'starts the first bucket at zero', q: 0.5, of: buckets([10, 2], [Infinity, 2]), is: { valueMs: 5, lowMs: 0, highMs: 10 } },
    {
      name: 'gives the last bound for the open bucket',
      q: 0.99,
      of: buckets([10, 1], [Infinity, 4]),
      is: { valueMs: 10, lowMs: 10, highMs: null },
    },
    {
      name: 'shows a 2 s delay as its wide bucket',
      q: 0.99,
      of: buckets([1000, 0], [2500, 1], [Infinity, 1]),
      is: { valueMs: 2485, lowMs: 1000, highMs: 2500 },
    },
    {
      name: 'lifts counts that fall by a hair',
      q: 0.5,
      of: buckets([10, 2], [20, 1.999], [Infinity, 2]),
      is: { valueMs: 5, lowMs: 0, highMs: 10 },
    },
    { name: 'knows nothing without observations', q: 0.5, of: buckets([10, 0], [Infinity, 0]), is: null },
    { name: 'knows nothing without the open bucket', q: 0.5, of: buckets([10, 1], [20, 2]), is: null },
    { name: 'knows nothing of nothing', q: 0.5, of: [], is: null },
  ])('$name', ({ q, of, is }) => {
    const got = quantile(q, of);
    expect(got === null ? null : { ...got, valueMs: Number(got.valueMs.toFixed(6)) }).toEqual(is);
  });

  test('adds histograms bound by bound, whatever their order', () => {
    expect(mergeBuckets([buckets([10, 1], [Infinity, 2]), buckets([Infinity, 3], [10, 1])])).toEqual(buckets([10, 2], [Infinity, 5]));
  });
});
