import { ABSENT } from '../store/absent.ts';
import { LabelMap } from '../store/label-map.ts';
import type { Labels } from '../store/labels.ts';
import type { SeriesStore } from '../store/store.ts';
import type { Expr, Span } from './ast.ts';
import { position } from './parse-error.ts';

/** The instants at which an expression is evaluated. */
export interface Steps {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** One value per step; `ABSENT` where there is none. */
export interface EvalSeries {
  readonly labels: Labels;
  /** With delayed name removal: the name goes at the very end. */
  readonly dropName: boolean;
  readonly values: Float64Array;
}

/** Evaluates sub-expressions; handed to the parts that need it, so that they need not import each other. */
export interface Evaluator {
  readonly context: EvalContext;
  vector(expr: Expr, steps: Steps): EvalSeries[];
  scalar(expr: Expr, steps: Steps): Float64Array;
}

export interface EvalContext {
  readonly store: SeriesStore;
  readonly query: string;
  /** What `@ start()` and `@ end()` stand for. */
  readonly startMs: number;
  readonly endMs: number;
  readonly lookbackMs: number;
  /** Resolution of subqueries that name none. */
  readonly subqueryStepMs: number;
  /** The feature `promql-delayed-name-removal`, which Prometheus' own test scripts switch on. */
  readonly delayedNameRemoval: boolean;
  readonly annotations: Annotations;
}

/** The query was fine and its evaluation failed; status 422 in the HTTP API. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
}

export class Annotations {
  readonly warnings = new Set<string>();
  readonly infos = new Set<string>();
  private readonly query: string;

  constructor(query: string) {
    this.query = query;
  }

  warn(text: string, at: Span): void {
    this.warnings.add(`PromQL warning: ${text} (${position(this.query, at.from)})`);
  }

  inform(text: string, at: Span): void {
    this.infos.add(`PromQL info: ${text} (${position(this.query, at.from)})`);
  }
}

export function absentValues(steps: Steps): Float64Array {
  return new Float64Array(steps.count).fill(ABSENT);
}

export function isEmpty(values: Float64Array): boolean {
  return values.every((value) => value === ABSENT);
}

const sameLabelset = 'vector cannot contain metrics with the same labelset';

/** The series without their names: at once, or marked for the end. */
export function dropNames(context: EvalContext, series: readonly EvalSeries[]): EvalSeries[] {
  if (context.delayedNameRemoval) return series.map(({ labels, values }) => ({ labels, values, dropName: true }));
  return series.map(({ labels, values }) => ({ labels: labels.withoutName, values, dropName: false }));
}

/** Fails where two series with equal labels are alive in the query. Series of one metric name cannot collide by losing it. */
export function requireDistinct(context: EvalContext, series: readonly EvalSeries[], before: readonly EvalSeries[] = []): void {
  if (context.delayedNameRemoval || series.length < 2) return;
  const name = before[0]?.labels.get('__name__');
  if (before.length > 0 && before.every(({ labels }) => labels.get('__name__') === name)) return;
  const seen = new LabelMap<true>();
  for (const { labels } of series) seen.set(labels, true);
  if (seen.size < series.length) throw new EvaluationError(sameLabelset);
}

/** Joins series with equal labels; they may not have a value at the same step. */
export function mergeSameLabels(series: readonly EvalSeries[]): EvalSeries[] {
  const collector = new SeriesCollector();
  for (const one of series) {
    const known = collector.get(one.labels);
    if (known === undefined) collector.add({ ...one });
    else mergeInto(known.values, one.values);
  }
  return collector.series;
}

function mergeInto(target: Float64Array, values: Float64Array): void {
  values.forEach((value, step) => {
    if (value !== ABSENT) setOnce(target, step, value);
  });
}

/** Writes the value of one series at one step, which only one input may do. */
export function setOnce(target: Float64Array, step: number, value: number): void {
  if (target[step] !== ABSENT) throw new EvaluationError(sameLabelset);
  target[step] = value;
}

/** Output series by their labels, in the order in which they came. */
export class SeriesCollector {
  readonly series: EvalSeries[] = [];
  private readonly byLabels = new LabelMap<EvalSeries>();

  get(labels: Labels): EvalSeries | undefined {
    return this.byLabels.get(labels);
  }

  add(series: EvalSeries): EvalSeries {
    this.series.push(series);
    this.byLabels.set(series.labels, series);
    return series;
  }
}
