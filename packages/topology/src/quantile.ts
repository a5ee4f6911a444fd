import type { Bucket } from './samples.ts';

/** A quantile of a classic histogram is only known to lie in a bucket; `highMs` is null for the last one. */
export interface Quantile {
  valueMs: number;
  lowMs: number;
  highMs: number | null;
}

/** Adds up cumulative buckets of several histograms, bound by bound. */
export function mergeBuckets(histograms: Iterable<readonly Bucket[]>): Bucket[] {
  const sums = new Map<number, number>();
  for (const buckets of histograms) for (const { leMs, perSecond } of buckets) sums.set(leMs, (sums.get(leMs) ?? 0) + perSecond);
  return [...sums].map(([leMs, perSecond]) => ({ leMs, perSecond })).sort((a, b) => a.leMs - b.leMs);
}

/**
 * Quantile by linear interpolation inside its bucket; null without observations.
 * Mirrors `BucketQuantile` of Prometheus 3 (promql/quantile.go): the last bucket yields its lower bound, the first starts at 0.
 */
export function quantile(q: number, buckets: readonly Bucket[]): Quantile | null {
  const counts = monotonic(buckets);
  const last = counts.at(-1);
  if (last === undefined || last.leMs !== Infinity || counts.length < 2 || !(last.perSecond > 0)) return null;
  const rank = q * last.perSecond;
  const index = counts.findIndex((bucket) => bucket.perSecond >= rank);
  const bucket = counts[index];
  const below = counts[index - 1];
  if (bucket === undefined || bucket.leMs === Infinity) {
    const lowMs = counts.at(-2)?.leMs ?? 0;
    return { valueMs: lowMs, lowMs, highMs: null };
  }
  const lowMs = below?.leMs ?? 0;
  const before = below?.perSecond ?? 0;
  const inBucket = bucket.perSecond - before;
  const valueMs = inBucket > 0 ? lowMs + (bucket.leMs - lowMs) * ((rank - before) / inBucket) : bucket.leMs;
  return { valueMs, lowMs, highMs: bucket.leMs };
}

/** Extrapolated rates may fall by a hair from one bucket to the next; Prometheus lifts them (`ensureMonotonicAndIgnoreSmallDeltas`). */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let highest = 0;
  return buckets.map(({ leMs, perSecond }) => {
    highest = Math.max(highest, perSecond);
    return { leMs, perSecond: highest };
  });
}
