import { formatGo } from '../format-float.ts';
import { ABSENT } from '../store/absent.ts';
import { Labels } from '../store/labels.ts';
import type { Matcher } from '../store/matcher.ts';
import { type Call, type Expr, type RangeSelector, type Subquery, unwrapParens } from './ast.ts';
import { absentValues, dropNames, type EvalSeries, type Evaluator, isEmpty, requireDistinct, type Steps } from './evaluation.ts';
import { accumulateResets, type RangeFunction, rangeFunctions, type Window } from './range-functions.ts';
import { type RangeInput, type RangeWindows, rangeWindows } from './select.ts';

/** Evaluates a function of a range vector; undefined where the call is of another kind. */
export function callRangeFunction(evaluator: Evaluator, call: Call, steps: Steps): EvalSeries[] | undefined {
  const compute = rangeFunctions[call.name];
  const range = call.args.map(unwrapParens).find(isRange);
  if (compute === undefined || range === undefined) return undefined;
  const parameter = call.args.find((arg) => !isRange(unwrapParens(arg)));
  const parameters = parameter === undefined ? undefined : evaluator.scalar(parameter, steps);
  if (call.name === 'quantile_over_time' && parameter !== undefined && parameters !== undefined) {
    warnOfQuantiles(evaluator, parameters, parameter);
  }
  const windows = rangeWindows(evaluator, range, steps);
  const found: EvalSeries[] = [];
  windows.series((input) => {
    const values = slide(input, windows, compute, parameters, call.name === 'rate' || call.name === 'increase');
    if (isEmpty(values)) return;
    found.push({ labels: input.labels, dropName: input.dropName, values });
  });
  if (call.name === 'absent_over_time') return absentOver(found, range, steps);
  if (call.name === 'rate' || call.name === 'increase') informOfNonCounters(evaluator, found, call);
  if (call.name === 'last_over_time' || call.name === 'first_over_time') return found;
  const named = dropNames(evaluator.context, found);
  requireDistinct(evaluator.context, named, found);
  return named;
}

function isRange(expr: Expr): expr is RangeSelector | Subquery {
  return expr.kind === 'range' || expr.kind === 'subquery';
}

/** Moves the window over the samples; both ends only ever move forward. */
function slide(
  input: RangeInput,
  windows: RangeWindows,
  compute: RangeFunction,
  parameters: Float64Array | undefined,
  isCounter: boolean,
): Float64Array {
  const { times, values, count } = input.buffer;
  const result = new Float64Array(windows.count).fill(ABSENT);
  const resets = isCounter ? accumulateResets(values, count) : values;
  const window: Window = { times, values, resets, from: 0, to: 0, endMs: 0, rangeMs: windows.rangeMs, evalMs: 0 };
  for (let i = 0; i < windows.count; i++) {
    window.endMs = windows.endMs(i);
    window.evalMs = windows.evalMs(i);
    while (window.to < count && (times[window.to] ?? 0) <= window.endMs) window.to++;
    while (window.from < window.to && (times[window.from] ?? 0) <= window.endMs - windows.rangeMs) window.from++;
    if (window.from < window.to) result[i] = compute(window, parameters?.[i] ?? 0);
  }
  return result;
}

export function warnOfQuantiles(evaluator: Evaluator, quantiles: Float64Array, expr: Expr): void {
  for (const q of quantiles) {
    if (q >= 0 && q <= 1) continue;
    evaluator.context.annotations.warn(`quantile value should be between 0 and 1, got ${formatGo(q)}`, expr);
    return;
  }
}

/** promql/engine.go says so of every name without one of these endings. */
function informOfNonCounters(evaluator: Evaluator, series: readonly EvalSeries[], call: Call): void {
  let known = '';
  for (const { labels } of series) {
    const name = labels.get('__name__');
    if (name === known) continue;
    known = name;
    if (name === '' || /_(total|sum|count|bucket)$/.test(name)) continue;
    const text = `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "${name}"`;
    evaluator.context.annotations.inform(text, call.args[0] ?? call);
  }
}

function absentOver(found: readonly EvalSeries[], range: RangeSelector | Subquery, steps: Steps): EvalSeries[] {
  return absentWhere(found, range.kind === 'range' ? range.selector.matchers : [], steps);
}

/** A series of ones where no input has a value, with the labels that equality matchers name (promql/functions.go, createLabelsForAbsentFunction). */
export function absentWhere(found: readonly EvalSeries[], matchers: readonly Matcher[], steps: Steps): EvalSeries[] {
  const values = absentValues(steps);
  for (let step = 0; step < steps.count; step++) {
    if (found.every((series) => series.values[step] === ABSENT)) values[step] = 1;
  }
  if (isEmpty(values)) return [];
  const labels: Record<string, string> = {};
  const seen = new Set<string>();
  for (const matcher of matchers) {
    if (matcher.name === '__name__') continue;
    if (matcher.operator === '=' && !seen.has(matcher.name)) labels[matcher.name] = matcher.value;
    else delete labels[matcher.name];
    if (matcher.operator === '=') seen.add(matcher.name);
  }
  return [{ labels: Labels.from(labels), dropName: false, values }];
}
