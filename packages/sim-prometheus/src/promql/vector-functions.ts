import { ABSENT } from '../store/absent.ts';
import type { Expr } from './ast.ts';
import { absentValues, dropNames, type EvalSeries, type Evaluator, requireDistinct, type Steps } from './evaluation.ts';

/** Functions of one sample; the name of the series goes. */
const elementwise: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sgn: (value) => (value < 0 ? -1 : value > 0 ? 1 : value),
  deg: (value) => (value * 180) / Math.PI,
  rad: (value) => (value * Math.PI) / 180,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
};

/** Functions of a moment in seconds since the epoch, in UTC. */
const ofTime: Readonly<Record<string, (date: Date) => number>> = {
  minute: (date) => date.getUTCMinutes(),
  hour: (date) => date.getUTCHours(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_month: (date) => date.getUTCDate(),
  day_of_year: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
  days_in_month: (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
};

export function elementwiseFunction(name: string): ((value: number) => number) | undefined {
  const compute = elementwise[name];
  if (compute !== undefined) return compute;
  const ofDate = ofTime[name];
  return ofDate && ((seconds) => ofDate(new Date(Math.trunc(seconds) * 1000)));
}

/** Applies a function of the value and the step to every sample and drops names. */
export function mapValues(
  evaluator: Evaluator,
  series: readonly EvalSeries[],
  compute: (value: number, step: number) => number,
): EvalSeries[] {
  const mapped = series.map((one) => ({
    ...one,
    values: one.values.map((value, step) => (value === ABSENT ? ABSENT : compute(value, step))),
  }));
  const named = dropNames(evaluator.context, mapped);
  requireDistinct(evaluator.context, named, series);
  return named;
}

export function clamp(
  evaluator: Evaluator,
  series: readonly EvalSeries[],
  least: Float64Array | number,
  most: Float64Array | number,
): EvalSeries[] {
  const at = (bound: Float64Array | number, step: number) => (typeof bound === 'number' ? bound : (bound[step] ?? 0));
  return mapValues(evaluator, series, (value, step) => {
    const [low, high] = [at(least, step), at(most, step)];
    return high < low ? ABSENT : Math.max(low, Math.min(high, value));
  });
}

/** Ties go up; dividing by the inverse is more exact (promql/functions.go, funcRound). */
export function round(evaluator: Evaluator, series: readonly EvalSeries[], nearest: Float64Array | undefined): EvalSeries[] {
  return mapValues(evaluator, series, (value, step) => {
    const inverse = 1 / (nearest?.[step] ?? 1);
    return Math.floor(value * inverse + 0.5) / inverse;
  });
}

/** The value of the only series, NaN where there is none or more than one. */
export function toScalar(evaluator: Evaluator, expr: Expr, steps: Steps): Float64Array {
  const result = absentValues(steps);
  const several = new Set<number>();
  for (const { values } of evaluator.vector(expr, steps)) {
    values.forEach((value, step) => {
      if (value === ABSENT) return;
      if (result[step] === ABSENT) result[step] = value;
      else several.add(step);
    });
  }
  return result.map((value, step) => (value === ABSENT || several.has(step) ? Number.NaN : value));
}
