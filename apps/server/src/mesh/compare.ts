import type { Quantile } from '@pidalio/contract';
import type { Bucket } from '@pidalio/topology';

/** Fewer requests than this on either side are not compared (D4). */
export const minimumToCompare = 100;
/** 99 % sure, two-sided. */
const significance = 0.01;

/** Two-proportion z-test with a pooled estimate: how likely the two ratios differ by chance alone. */
export function proportionsPValue(a: { ratio: number; count: number }, b: { ratio: number; count: number }): number {
  const pooled = (a.ratio * a.count + b.ratio * b.count) / (a.count + b.count);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.count + 1 / b.count));
  if (!(deviation > 0)) return 1;
  return 2 * (1 - normalCdf(Math.abs(a.ratio - b.ratio) / deviation));
}

export function differs(pValue: number): boolean {
  return pValue < significance;
}

/** Observations of one side: its quantile, its histogram and how many there were. */
export interface Tail {
  quantile: Quantile;
  buckets: readonly Bucket[];
  count: number;
}

/**
 * Which of two is slower. Within one bucket a quantile is interpolated, not measured, so two that share it are alike; and two in
 * neighbouring buckets differ only if the shares of requests beyond the bound between them do.
 */
export function compareTails(a: Tail, b: Tail): -1 | 0 | 1 {
  if (a.quantile.lowMs === b.quantile.lowMs) return 0;
  const boundMs = Math.max(a.quantile.lowMs, b.quantile.lowMs);
  const pValue = proportionsPValue(
    { ratio: shareBeyond(boundMs, a.buckets), count: a.count },
    { ratio: shareBeyond(boundMs, b.buckets), count: b.count },
  );
  if (!differs(pValue)) return 0;
  return a.quantile.lowMs < b.quantile.lowMs ? -1 : 1;
}

function shareBeyond(boundMs: number, buckets: readonly Bucket[]): number {
  const all = buckets.at(-1)?.perSecond ?? 0;
  const within = buckets.findLast(({ leMs }) => leMs <= boundMs)?.perSecond ?? 0;
  return all > 0 ? 1 - within / all : 0;
}

/** Abramowitz and Stegun 7.1.26; the error stays below 1.5e-7. */
function normalCdf(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return (2 - polynomial * Math.exp(-x * x)) / 2;
}
