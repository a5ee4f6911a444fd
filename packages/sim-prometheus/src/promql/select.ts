import { ABSENT } from '../store/absent.ts';
import type { Labels } from '../store/labels.ts';
import { SampleBuffer } from '../store/sample-buffer.ts';
import type { AtModifier, RangeSelector, Subquery, VectorSelector } from './ast.ts';
import { absentValues, type EvalContext, type EvalSeries, type Evaluator, isEmpty, type Steps } from './evaluation.ts';

/** With `@` every step looks at the same instant; without, at its own. */
function lookupSteps(context: EvalContext, at: AtModifier | null, steps: Steps): Steps {
  if (at === null) return steps;
  const startMs = at === 'start' ? context.startMs : at === 'end' ? context.endMs : at.timestampMs;
  return { startMs, stepMs: 0, count: steps.count };
}

/**
 * The newest sample within the lookback, for each step. The lookback is open on the left since Prometheus 3
 * and ends at a staleness marker (promql/engine.go, vectorSelectorSingle).
 */
export function selectVector(context: EvalContext, selector: VectorSelector, steps: Steps, wanted: 'value' | 'timestamp'): EvalSeries[] {
  const lookup = lookupSteps(context, selector.at, steps);
  const firstMs = lookup.startMs - (selector.offsetMs ?? 0);
  const lastMs = firstMs + (lookup.count - 1) * lookup.stepMs;
  const buffer = new SampleBuffer();
  const result: EvalSeries[] = [];
  for (const series of context.store.select(selector.matchers, firstMs - context.lookbackMs, lastMs)) {
    if (lookup.count === 1) series.readLast(firstMs - context.lookbackMs, lastMs, buffer);
    else series.read(firstMs - context.lookbackMs, lastMs, buffer);
    const values = absentValues(lookup);
    let next = 0;
    for (let step = 0; step < lookup.count; step++) {
      const timeMs = firstMs + step * lookup.stepMs;
      while (next < buffer.count && (buffer.times[next] ?? 0) <= timeMs) next++;
      const sampleMs = buffer.times[next - 1] ?? 0;
      const value = buffer.values[next - 1] ?? ABSENT;
      if (next === 0 || value === ABSENT || sampleMs <= timeMs - context.lookbackMs) continue;
      values[step] = wanted === 'value' ? value : sampleMs / 1000;
    }
    if (!isEmpty(values)) result.push({ labels: series.labels, dropName: false, values });
  }
  return result;
}

/** A series as a range function sees it: real samples only, and the windows to look at, one per step. */
export interface RangeInput {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly buffer: SampleBuffer;
}

/** The windows `(endMs - rangeMs, endMs]` of a range vector, one per step, and the series they are cut from. */
export interface RangeWindows {
  readonly rangeMs: number;
  readonly count: number;
  endMs(step: number): number;
  evalMs(step: number): number;
  series(visit: (input: RangeInput) => void): void;
}

export function rangeWindows(evaluator: Evaluator, expr: RangeSelector | Subquery, steps: Steps): RangeWindows {
  const { at, offsetMs } = expr.kind === 'range' ? expr.selector : expr;
  const lookup = lookupSteps(evaluator.context, at, steps);
  const firstMs = lookup.startMs - (offsetMs ?? 0);
  const lastMs = firstMs + (lookup.count - 1) * lookup.stepMs;
  return {
    rangeMs: expr.rangeMs,
    count: lookup.count,
    endMs: (step) => firstMs + step * lookup.stepMs,
    evalMs: (step) => steps.startMs + step * steps.stepMs,
    series: (visit) => {
      if (expr.kind === 'range') readRanges(evaluator.context, expr.selector, firstMs - expr.rangeMs, lastMs, visit);
      else evaluateSubquery(evaluator, expr, firstMs, lastMs, visit);
    },
  };
}

function readRanges(
  context: EvalContext,
  selector: VectorSelector,
  afterMs: number,
  untilMs: number,
  visit: (input: RangeInput) => void,
): void {
  const buffer = new SampleBuffer();
  for (const series of context.store.select(selector.matchers, afterMs, untilMs)) {
    series.read(afterMs, untilMs, buffer);
    removeStale(buffer);
    if (buffer.count > 0) visit({ labels: series.labels, dropName: false, buffer });
  }
}

function removeStale(buffer: SampleBuffer): void {
  let kept = 0;
  for (let i = 0; i < buffer.count; i++) {
    const value = buffer.values[i] ?? ABSENT;
    if (value === ABSENT) continue;
    buffer.times[kept] = buffer.times[i] ?? 0;
    buffer.values[kept] = value;
    kept++;
  }
  buffer.count = kept;
}

/** Evaluates on the subquery's own grid, multiples of its step (promql/engine.go, subqueryTimeRange). */
function evaluateSubquery(
  evaluator: Evaluator,
  subquery: Subquery,
  firstMs: number,
  lastMs: number,
  visit: (input: RangeInput) => void,
): void {
  const stepMs = subquery.stepMs ?? evaluator.context.subqueryStepMs;
  const startMs = stepMs * (Math.floor((firstMs - subquery.rangeMs) / stepMs) + 1);
  const count = Math.floor((lastMs - startMs) / stepMs) + 1;
  if (count < 1) return;
  const buffer = new SampleBuffer();
  for (const { labels, dropName, values } of evaluator.vector(subquery.expr, { startMs, stepMs, count })) {
    buffer.clear();
    buffer.reserve(count);
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? ABSENT;
      if (value === ABSENT) continue;
      buffer.times[buffer.count] = startMs + i * stepMs;
      buffer.values[buffer.count] = value;
      buffer.count++;
    }
    if (buffer.count > 0) visit({ labels, dropName, buffer });
  }
}
