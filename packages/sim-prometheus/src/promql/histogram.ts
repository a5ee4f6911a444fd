import { parseFloatText } from '../format-float.ts';
import { ABSENT } from '../store/absent.ts';
import { LabelMap } from '../store/label-map.ts';
import type { Labels } from '../store/labels.ts';
import type { Expr } from './ast.ts';
import { absentValues, dropNames, type EvalSeries, type Evaluator, isEmpty, requireDistinct, type Steps } from './evaluation.ts';

export interface Bucket {
  readonly upperBound: number;
  /** Observations up to the bound, those of smaller buckets included. */
  count: number;
}

interface Histogram {
  labels: Labels;
  dropName: boolean;
  buckets: { upperBound: number; values: Float64Array }[];
}

/** What is computed from the buckets of one histogram at one step, sorted by bound, the last being +Inf. */
type BucketFunction = (buckets: Bucket[], step: number, report: (text: string) => void) => number;

/** Groups series by all labels but `le` and computes one value per histogram and step. */
export function overHistograms(evaluator: Evaluator, expr: Expr, steps: Steps, compute: BucketFunction): EvalSeries[] {
  const found = histogramsOf(evaluator, expr, steps).flatMap(({ labels, dropName, buckets }) => {
    const values = absentValues(steps);
    const report = (text: string) => {
      const name = labels.get('__name__');
      const named = evaluator.context.delayedNameRemoval && name !== '' ? `${text} for metric name "${name}"` : text;
      evaluator.context.annotations.inform(named, expr);
    };
    for (let step = 0; step < steps.count; step++) {
      const present = bucketsAt(buckets, step);
      if (present.length === 0) continue;
      const isComplete = present.at(-1)?.upperBound === Number.POSITIVE_INFINITY;
      values[step] = isComplete ? compute(present, step, report) : Number.NaN;
    }
    return isEmpty(values) ? [] : [{ labels, dropName, values }];
  });
  const named = dropNames(evaluator.context, found);
  requireDistinct(evaluator.context, named, found);
  return named;
}

function histogramsOf(evaluator: Evaluator, expr: Expr, steps: Steps): Histogram[] {
  const histograms = new LabelMap<Histogram>();
  for (const { labels, dropName, values } of evaluator.vector(expr, steps)) {
    const le = labels.get('le');
    const upperBound = parseFloatText(le);
    if (upperBound === undefined) {
      const name = evaluator.context.delayedNameRemoval ? labels.get('__name__') : '';
      const suffix = name === '' ? '' : ` for metric name "${name}"`;
      evaluator.context.annotations.warn(`bucket label "le" is missing or has a malformed value of "${le}"${suffix}`, expr);
      continue;
    }
    const rest = labels.filter((label) => label !== 'le');
    const histogram = histograms.get(rest) ?? { labels: rest, dropName, buckets: [] };
    histogram.buckets.push({ upperBound, values });
    histograms.set(rest, histogram);
  }
  for (const { buckets } of histograms.values())
    buckets.sort((a, b) => (a.upperBound < b.upperBound ? -1 : a.upperBound > b.upperBound ? 1 : 0));
  return [...histograms.values()];
}

/** Buckets whose bounds are one number written twice count together. */
function bucketsAt(buckets: Histogram['buckets'], step: number): Bucket[] {
  const present: Bucket[] = [];
  for (const { upperBound, values } of buckets) {
    const count = values[step] ?? ABSENT;
    if (count === ABSENT) continue;
    const last = present.at(-1);
    if (last?.upperBound === upperBound) last.count += count;
    else present.push({ upperBound, count });
  }
  return present;
}

/** promql/quantile.go, BucketQuantile. */
export function bucketQuantile(q: number, buckets: Bucket[], report: (text: string) => void): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  ensureMonotonic(buckets, report);
  const last = buckets.length - 1;
  const observations = buckets[last]?.count ?? 0;
  if (buckets.length < 2 || observations === 0) return Number.NaN;
  const rank = q * observations;
  const found = buckets.slice(0, last).findIndex(({ count }) => count >= rank);
  if (found < 0) return buckets[last - 1]?.upperBound ?? Number.NaN;
  const bucket = buckets[found];
  if (bucket === undefined) return Number.NaN;
  if (found === 0 && bucket.upperBound <= 0) return bucket.upperBound;
  const before = buckets[found - 1] ?? { upperBound: 0, count: 0 };
  const share = (rank - before.count) / (bucket.count - before.count);
  return before.upperBound + (bucket.upperBound - before.upperBound) * share;
}

/** promql/quantile.go, BucketFraction. */
export function bucketFraction(lower: number, upper: number, buckets: readonly Bucket[]): number {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (Math.min(total, rankOf(upper, buckets, total)) - Math.min(total, rankOf(lower, buckets, total))) / total;
}

/** How many observations lie below a value, linear within a bucket and none within an unbounded one. */
function rankOf(value: number, buckets: readonly Bucket[], total: number): number {
  let rank = 0;
  let lowerBound = (buckets[0]?.upperBound ?? 0) > 0 ? 0 : Number.NEGATIVE_INFINITY;
  for (const { upperBound, count } of buckets) {
    if (lowerBound >= value) return rank;
    if (upperBound > value) {
      if (lowerBound === Number.NEGATIVE_INFINITY) return count;
      return rank + ((count - rank) * (value - lowerBound)) / (upperBound - lowerBound);
    }
    rank = count;
    lowerBound = upperBound;
  }
  return total;
}

const insignificant = 1e-12;

/** Counts that fall are lifted; differences of rounding alone are evened out silently (ensureMonotonicAndIgnoreSmallDeltas). */
function ensureMonotonic(buckets: Bucket[], report: (text: string) => void): void {
  let before = buckets[0]?.count ?? 0;
  let isForced = false;
  for (const bucket of buckets.slice(1)) {
    const { count } = bucket;
    if (count === before) continue;
    const isSame = Math.abs(count - before) < insignificant * Math.min(Math.abs(count) + Math.abs(before), Number.MAX_VALUE);
    if (isSame || count < before) bucket.count = before;
    else before = count;
    if (!isSame && count < before) isForced = true;
  }
  if (!isForced) return;
  const help = 'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile';
  report(`input to histogram_quantile needed to be fixed for monotonicity (see ${help})`);
}
