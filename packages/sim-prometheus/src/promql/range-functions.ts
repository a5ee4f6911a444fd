import { ABSENT } from '../store/absent.ts';
import { KahanMean, KahanSum } from './kahan.ts';
import { quantileOf } from './quantile.ts';

/** The samples of one series within one window: indices `from` (inclusive) to `to` (exclusive), at least one. */
export interface Window {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Sum of the values before each counter reset up to here; differences give the correction within a window. */
  readonly resets: Float64Array;
  from: number;
  to: number;
  endMs: number;
  rangeMs: number;
  /** When the expression is evaluated, which `offset` and `@` part from the window's end. */
  evalMs: number;
}

/** The function's value over a window, or `ABSENT`. `parameter` is its scalar argument, where it has one. */
export type RangeFunction = (window: Window, parameter: number) => number;

export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolate(window, true, true),
  increase: (window) => extrapolate(window, true, false),
  delta: (window) => extrapolate(window, false, false),
  irate: (window) => lastTwo(window, true),
  idelta: (window) => lastTwo(window, false),
  deriv: (window) => (samples(window) < 2 ? ABSENT : regression(window, at(window.times, window.from)).slope),
  predict_linear: (window, seconds) => {
    if (samples(window) < 2) return ABSENT;
    const { slope, intercept } = regression(window, window.evalMs);
    return slope * seconds + intercept;
  },
  resets: (window) => countPairs(window, (before, value) => value < before),
  changes: (window) => countPairs(window, (before, value) => value !== before && !(Number.isNaN(value) && Number.isNaN(before))),
  sum_over_time: (window) => {
    const sum = new KahanSum();
    each(window, (value) => sum.add(value));
    return sum.total;
  },
  avg_over_time: (window) => {
    const mean = new KahanMean();
    each(window, (value) => mean.add(value));
    return mean.mean;
  },
  min_over_time: (window) => best(window, (value, least) => value < least),
  max_over_time: (window) => best(window, (value, most) => value > most),
  count_over_time: samples,
  first_over_time: (window) => at(window.values, window.from),
  last_over_time: (window) => at(window.values, window.to - 1),
  present_over_time: () => 1,
  absent_over_time: () => 1,
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  stdvar_over_time: variance,
  quantile_over_time: (window, q) => quantileOf(q, Array.from(window.values.subarray(window.from, window.to))),
};

function at(array: Float64Array, i: number): number {
  return array[i] ?? 0;
}

function samples(window: Window): number {
  return window.to - window.from;
}

function each(window: Window, visit: (value: number) => void): void {
  for (let i = window.from; i < window.to; i++) visit(at(window.values, i));
}

/**
 * Prometheus 3 promql/functions.go, extrapolatedRate: the difference between first and last sample is stretched to the
 * window's edges where samples come near them, but a counter never back to before it was zero.
 */
function extrapolate(window: Window, isCounter: boolean, isRate: boolean): number {
  const count = samples(window);
  if (count < 2) return ABSENT;
  const { times, values, from, endMs, rangeMs } = window;
  const last = window.to - 1;
  const first = at(values, from);
  const increase = at(values, last) - first + (isCounter ? resetsWithin(window) : 0);

  const sampledSeconds = (at(times, last) - at(times, from)) / 1000;
  const averageGap = sampledSeconds / (count - 1);
  const threshold = averageGap * 1.1;
  let toStart = (at(times, from) - (endMs - rangeMs)) / 1000;
  let toEnd = (endMs - at(times, last)) / 1000;
  if (toStart >= threshold) toStart = averageGap / 2;
  if (isCounter && increase > 0 && first >= 0) toStart = Math.min(toStart, sampledSeconds * (first / increase));
  if (toEnd >= threshold) toEnd = averageGap / 2;

  const factor = sampledSeconds === 0 ? 1 : (sampledSeconds + toStart + toEnd) / sampledSeconds;
  return increase * (isRate ? factor / (rangeMs / 1000) : factor);
}

function resetsWithin(window: Window): number {
  const { resets, values, from } = window;
  const last = window.to - 1;
  const difference = at(resets, last) - at(resets, from);
  if (Number.isFinite(difference)) return difference;
  let sum = 0;
  for (let i = from + 1; i <= last; i++) if (at(values, i) < at(values, i - 1)) sum += at(values, i - 1);
  return sum;
}

let resetSums = new Float64Array(512);

/** The result is only good until the next call: thousands of series share one array. */
export function accumulateResets(values: Float64Array, count: number): Float64Array {
  if (resetSums.length < count) resetSums = new Float64Array(count * 2);
  let sum = 0;
  let before = at(values, 0);
  for (let i = 0; i < count; i++) {
    const value = at(values, i);
    if (value < before) sum += before;
    resetSums[i] = sum;
    before = value;
  }
  return resetSums;
}

function lastTwo(window: Window, isRate: boolean): number {
  if (samples(window) < 2) return ABSENT;
  const { times, values, to } = window;
  const seconds = (at(times, to - 1) - at(times, to - 2)) / 1000;
  const value = at(values, to - 1);
  const before = at(values, to - 2);
  const difference = isRate && value < before ? value : value - before;
  return isRate ? difference / seconds : difference;
}

function countPairs(window: Window, isCounted: (before: number, value: number) => boolean): number {
  let count = 0;
  for (let i = window.from + 1; i < window.to; i++) {
    if (isCounted(at(window.values, i - 1), at(window.values, i))) count++;
  }
  return count;
}

function best(window: Window, isBetter: (value: number, best: number) => boolean): number {
  let result = at(window.values, window.from);
  each(window, (value) => {
    if (isBetter(value, result) || Number.isNaN(result)) result = value;
  });
  return result;
}

function variance(window: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  let count = 0;
  each(window, (value) => {
    count++;
    const delta = value - mean.total;
    mean.add(delta / count);
    squares.add(delta * (value - mean.total));
  });
  return squares.total / count;
}

/** Least squares with the time axis moved to `originMs` (promql/functions.go, linearRegression). */
function regression(window: Window, originMs: number): { slope: number; intercept: number } {
  const first = at(window.values, window.from);
  const [sumX, sumY, sumXY, sumX2] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  let isConstant = true;
  for (let i = window.from; i < window.to; i++) {
    const y = at(window.values, i);
    const x = (at(window.times, i) - originMs) / 1000;
    if (y !== first) isConstant = false;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumX2.add(x * x);
  }
  if (isConstant) return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN };
  const n = samples(window);
  const slope = (sumXY.total - (sumX.total * sumY.total) / n) / (sumX2.total - (sumX.total * sumX.total) / n);
  return { slope, intercept: sumY.total / n - (slope * sumX.total) / n };
}
