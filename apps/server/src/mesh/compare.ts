import type { Quantile } from '@pidalio/contract';

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

/** Two quantiles differ only if they lie in different buckets: within one the value is interpolated, not measured. */
export function compareQuantiles(a: Quantile, b: Quantile): -1 | 0 | 1 {
  if (a.lowMs === b.lowMs && a.highMs === b.highMs) return 0;
  return a.lowMs < b.lowMs ? -1 : 1;
}

/** Abramowitz and Stegun 7.1.26; the error stays below 1.5e-7. */
function normalCdf(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return (2 - polynomial * Math.exp(-x * x)) / 2;
}
