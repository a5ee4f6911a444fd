import { ABSENT } from '../store/absent.ts';
import { compareLabels } from '../store/labels.ts';
import type { SeriesStore } from '../store/store.ts';
import { type Expr, unwrapParens } from './ast.ts';
import { typeOf } from './check.ts';
import { createEvaluator } from './evaluate.ts';
import { Annotations, dropNames, type EvalSeries, EvaluationError, type Evaluator, mergeSameLabels, type Steps } from './evaluation.ts';
import { parseQuery } from './parse.ts';
import { rangeWindows } from './select.ts';

export interface QueryOptions {
  /** How far an instant selector looks back for a sample; default 5 minutes. */
  lookbackDeltaMs?: number;
  /** Resolution of subqueries that name none; default 1 minute. */
  subqueryStepMs?: number;
  /** As `--enable-feature=promql-delayed-name-removal`. */
  delayedNameRemoval?: boolean;
}

/** Time in milliseconds and value. */
export type Point = readonly [timestampMs: number, value: number];

export interface VectorSample {
  metric: Record<string, string>;
  point: Point;
}

export interface MatrixSeries {
  metric: Record<string, string>;
  points: Point[];
}

export type QueryData =
  | { resultType: 'vector'; result: VectorSample[] }
  | { resultType: 'matrix'; result: MatrixSeries[] }
  | { resultType: 'scalar'; result: Point }
  | { resultType: 'string'; result: readonly [timestampMs: number, value: string] };

export type QueryResult =
  | { status: 'success'; data: QueryData; warnings: string[]; infos: string[] }
  | { status: 'error'; errorType: 'bad_data' | 'execution'; error: string; warnings: string[]; infos: string[] };

export interface RangeParameters {
  startMs: number;
  endMs: number;
  stepMs: number;
}

export function queryInstant(store: SeriesStore, query: string, timestampMs: number, options: QueryOptions = {}): QueryResult {
  const steps = { startMs: timestampMs, stepMs: 1, count: 1 };
  return run(store, query, { startMs: timestampMs, endMs: timestampMs }, options, (evaluator, expr) => instantData(evaluator, expr, steps));
}

export function queryRange(store: SeriesStore, query: string, range: RangeParameters, options: QueryOptions = {}): QueryResult {
  const { startMs, endMs, stepMs } = range;
  const steps = { startMs, stepMs, count: Math.floor((endMs - startMs) / stepMs) + 1 };
  return run(store, query, range, options, (evaluator, expr) => {
    const type = typeOf(expr);
    if (type === 'vector') return { resultType: 'matrix', result: toMatrix(finish(evaluator, evaluator.vector(expr, steps)), steps) };
    if (type !== 'scalar') {
      const name = type === 'matrix' ? 'range vector' : type;
      return badData(`invalid parameter "query": invalid expression type "${name}" for range query, must be Scalar or instant Vector`);
    }
    const values = evaluator.scalar(expr, steps);
    return { resultType: 'matrix', result: [{ metric: {}, points: toPoints(values, steps) }] };
  });
}

function badData(error: string): QueryResult {
  return { status: 'error', errorType: 'bad_data', error, warnings: [], infos: [] };
}

function run(
  store: SeriesStore,
  query: string,
  range: { startMs: number; endMs: number },
  options: QueryOptions,
  evaluate: (evaluator: Evaluator, expr: Expr) => QueryData | QueryResult,
): QueryResult {
  const parsed = parseQuery(query);
  if ('error' in parsed) return badData(`invalid parameter "query": ${parsed.error}`);
  const annotations = new Annotations(query);
  const evaluator = createEvaluator({
    store,
    query,
    startMs: range.startMs,
    endMs: range.endMs,
    lookbackMs: options.lookbackDeltaMs ?? 300_000,
    subqueryStepMs: options.subqueryStepMs ?? 60_000,
    delayedNameRemoval: options.delayedNameRemoval ?? false,
    annotations,
  });
  const notes = () => ({ warnings: [...annotations.warnings], infos: [...annotations.infos] });
  try {
    const outcome = evaluate(evaluator, parsed.expr);
    return 'status' in outcome ? outcome : { status: 'success', data: outcome, ...notes() };
  } catch (error) {
    if (error instanceof EvaluationError) return { status: 'error', errorType: 'execution', error: error.message, ...notes() };
    throw error;
  }
}

function instantData(evaluator: Evaluator, expr: Expr, steps: Steps): QueryData {
  const { startMs } = steps;
  const inner = unwrapParens(expr);
  if (inner.kind === 'string') return { resultType: 'string', result: [startMs, inner.value] };
  if (inner.kind === 'range' || inner.kind === 'subquery') return { resultType: 'matrix', result: rawMatrix(evaluator, inner, steps) };
  if (typeOf(expr) === 'scalar') return { resultType: 'scalar', result: [startMs, evaluator.scalar(expr, steps)[0] ?? Number.NaN] };
  const result: VectorSample[] = [];
  for (const { labels, values } of finish(evaluator, evaluator.vector(expr, steps))) {
    const value = values[0] ?? ABSENT;
    if (value !== ABSENT) result.push({ metric: labels.toRecord(), point: [startMs, value] });
  }
  return { resultType: 'vector', result };
}

/** The samples themselves, for a range vector that stands alone. */
function rawMatrix(evaluator: Evaluator, expr: Extract<Expr, { kind: 'range' | 'subquery' }>, steps: Steps): MatrixSeries[] {
  const windows = rangeWindows(evaluator, expr, steps);
  const found: { series: EvalSeries; points: Point[] }[] = [];
  windows.series(({ labels, dropName, buffer }) => {
    const points: Point[] = [];
    for (let i = 0; i < buffer.count; i++) {
      const time = buffer.times[i] ?? 0;
      if (time > windows.endMs(0) - windows.rangeMs) points.push([time, buffer.values[i] ?? 0]);
    }
    const named = dropName ? labels.withoutName : labels;
    if (points.length > 0) found.push({ series: { labels: named, dropName, values: new Float64Array() }, points });
  });
  found.sort((a, b) => compareLabels(a.series.labels, b.series.labels));
  return found.map(({ series, points }) => ({ metric: series.labels.toRecord(), points }));
}

/** Takes away the names that delayed removal has kept so far. */
function finish(evaluator: Evaluator, series: EvalSeries[]): EvalSeries[] {
  if (!evaluator.context.delayedNameRemoval) return series;
  const immediate = { ...evaluator.context, delayedNameRemoval: false };
  return mergeSameLabels(series.map((one) => (one.dropName ? (dropNames(immediate, [one])[0] ?? one) : one)));
}

/** Range results are ordered by labels. */
function toMatrix(series: readonly EvalSeries[], steps: Steps): MatrixSeries[] {
  return series
    .map(({ labels, values }) => ({ labels, points: toPoints(values, steps) }))
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => compareLabels(a.labels, b.labels))
    .map(({ labels, points }) => ({ metric: labels.toRecord(), points }));
}

function toPoints(values: Float64Array, steps: Steps): Point[] {
  const points: Point[] = [];
  values.forEach((value, step) => {
    if (value !== ABSENT) points.push([steps.startMs + step * steps.stepMs, value]);
  });
  return points;
}
