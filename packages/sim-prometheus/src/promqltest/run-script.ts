import { RE2JS } from 're2js';
import { type QueryData, type QueryOptions, type QueryResult, queryInstant, queryRange } from '../promql/query.ts';
import { Labels } from '../store/labels.ts';
import { createStore, type SeriesStore } from '../store/store.ts';
import { type Command, parseScript } from './script.ts';
import type { ExpectedSeries } from './series-notation.ts';

export interface ScriptFailure {
  line: number;
  query: string;
  reason: string;
}

export interface ScriptReport {
  passed: number;
  failures: ScriptFailure[];
  /** What needs samples that the script no longer has: its native histograms were taken out. */
  notRunnable: ScriptFailure[];
}

type EvalCommand = Extract<Command, { kind: 'eval' }>;

/** Prometheus runs its scripts with this feature on (promql/promqltest, NewTestEngine). */
const options: QueryOptions = { delayedNameRemoval: true };

/** Runs a script of Prometheus' promqltest language against a store of its own. */
export function runScript(text: string): ScriptReport {
  const report: ScriptReport = { passed: 0, failures: [], notRunnable: [] };
  let store = newStore();
  let loaded = new Set<string>();
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') {
      store = newStore();
      loaded = new Set();
    } else if (command.kind === 'load') {
      load(store, command);
      for (const { labels } of command.series) for (const value of Object.values(labels)) loaded.add(value);
    } else {
      const reason = evaluate(store, command);
      const { line, query } = command;
      if (reason === null) report.passed++;
      else if (needsHistograms(command, reason, loaded)) report.notRunnable.push({ line, query, reason: 'needs native histograms' });
      else report.failures.push({ line, query, reason });
    }
  }
  return report;
}

function newStore(): SeriesStore {
  return createStore({ retentionMs: Number.MAX_SAFE_INTEGER });
}

function load(store: SeriesStore, command: Extract<Command, { kind: 'load' }>): void {
  // A series that one `load` names twice has the values of its last line.
  const last = new Map(command.series.map((series) => [Labels.from(series.labels).key, series]));
  for (const { labels, values } of last.values()) {
    const handle = store.series(labels);
    values.forEach((value, i) => {
      if (value === 'stale') handle.appendStale(i * command.stepMs);
      else if (value !== null) handle.append(i * command.stepMs, value);
    });
  }
}

/** What is wrong, or null. */
function evaluate(store: SeriesStore, command: EvalCommand): string | null {
  const { when, query } = command;
  if (when.kind === 'range') return judge(queryRange(store, query, when, options), command, false);
  const outcome = judge(queryInstant(store, query, when.atMs, options), command, true);
  return outcome ?? evaluateAsRange(store, command, when.atMs);
}

/** An instant query must agree with a range query around it, wherever the query may be asked as one. */
function evaluateAsRange(store: SeriesStore, command: EvalCommand, atMs: number): string | null {
  const { expected, query } = command;
  if (expected.fails || expected.text !== null || expected.scalar !== null || /\b(start|end)\(\)/.test(query)) return null;
  const minute = 60_000;
  const result = queryRange(store, query, { startMs: atMs - minute, endMs: atMs + minute, stepMs: minute }, options);
  if (result.status === 'error') return result.errorType === 'bad_data' ? null : `as a range query: ${result.error}`;
  if (result.data.resultType !== 'matrix') return 'no matrix from a range query';
  const found = result.data.result.flatMap(({ metric, points }) =>
    points.filter(([time]) => time === atMs).map(([, value]) => ({ labels: metric, values: [value] })),
  );
  const reason = compareSeries(found, expected.series, false);
  return reason === null ? null : `as a range query: ${reason}`;
}

function judge(result: QueryResult, command: EvalCommand, isInstant: boolean): string | null {
  const { expected } = command;
  if (result.status === 'error') return judgeFailure(result.error, command);
  if (expected.fails) return 'should have failed';
  return judgeData(result.data, command, isInstant) ?? judgeNotes(result, command);
}

function judgeData(data: QueryData, command: EvalCommand, isInstant: boolean): string | null {
  const { expected } = command;
  if (expected.text !== null) return data.resultType === 'string' && data.result[1] === expected.text ? null : 'not the expected string';
  if (expected.scalar !== null) {
    const value = data.resultType === 'scalar' ? data.result[1] : undefined;
    return value !== undefined && isClose(value, expected.scalar) ? null : `expected ${expected.scalar}, got ${value}`;
  }
  switch (data.resultType) {
    case 'vector':
      return compareSeries(
        data.result.map(({ metric, point }) => ({ labels: metric, values: [point[1]] })),
        expected.series,
        expected.ordered,
      );
    case 'matrix':
      return compareSeries(
        data.result.map(({ metric, points }) => ({
          labels: metric,
          values: isInstant ? points.map(([, value]) => value) : onGrid(points, command),
        })),
        expected.series,
        expected.ordered,
      );
    default:
      return `expected series, got a ${data.resultType}`;
  }
}

function onGrid(points: readonly (readonly [number, number])[], { when }: EvalCommand): (number | null)[] {
  if (when.kind === 'instant') return points.map(([, value]) => value);
  const byTime = new Map(points);
  const values: (number | null)[] = [];
  for (let time = when.startMs; time <= when.endMs; time += when.stepMs) values.push(byTime.get(time) ?? null);
  while (values.at(-1) === null) values.pop();
  return values;
}

function judgeFailure(error: string, { expected }: EvalCommand): string | null {
  if (!expected.fails) return `failed: ${error}`;
  const { failure } = expected;
  if (failure === null) return null;
  const isSaid = failure.kind === 'text' ? error.includes(failure.value) : RE2JS.compile(failure.value).matcher(error).find();
  return isSaid ? null : `failed with "${error}" instead of "${failure.value}"`;
}

function judgeNotes(result: Extract<QueryResult, { status: 'success' }>, { expected }: EvalCommand): string | null {
  if (expected.warns !== null && result.warnings.length > 0 !== expected.warns) return `warnings: ${result.warnings.join('; ') || 'none'}`;
  if (expected.informs !== null && result.infos.length > 0 !== expected.informs)
    return result.infos.length > 0 ? `infos: ${result.infos.join('; ')}` : NO_INFOS;
  return null;
}

const NO_INFOS = 'infos: none';

/** Functions whose infos also speak of floats: rates of what is no counter, and buckets that do not grow. */
const informsOfFloats = /\b(?:rate|increase|histogram_quantile|histogram_fraction)\b/;
const makesLabels = /\b(?:label_replace|label_join|count_values)\b/;

/**
 * Scripts without their native histograms still expect what those caused: an info that histograms were left out of an
 * aggregation, and series of them.
 */
function needsHistograms({ query, expected }: EvalCommand, reason: string, loaded: ReadonlySet<string>): boolean {
  if (reason === NO_INFOS) return !informsOfFloats.test(query);
  if (makesLabels.test(query)) return false;
  return expected.series.some(({ labels }) => Object.values(labels).some((value) => !loaded.has(value) && !query.includes(value)));
}

interface FoundSeries {
  labels: Record<string, string>;
  values: readonly (number | null)[];
}

function compareSeries(found: readonly FoundSeries[], expected: readonly ExpectedSeries[], ordered: boolean): string | null {
  const keyOf = ({ labels }: { labels: Record<string, string> }) => Labels.from(labels).toString();
  if (found.length !== expected.length) return `expected ${expected.length} series, got ${found.length}: ${found.map(keyOf).join(' ')}`;
  const byKey = new Map(found.map((series) => [keyOf(series), series]));
  for (const [i, series] of expected.entries()) {
    const match = ordered ? found[i] : byKey.get(keyOf(series));
    if (match === undefined || keyOf(match) !== keyOf(series))
      return `no ${keyOf(series)}${ordered ? ` at place ${i + 1}` : ''} among ${found.map(keyOf).join(' ')}`;
    const wanted = [...series.values];
    while (wanted.at(-1) === null) wanted.pop();
    const differs = wanted.length !== match.values.length || wanted.some((value, j) => !isSame(match.values[j], value));
    if (differs) return `${keyOf(series)}: expected ${series.values.join(' ')}, got ${match.values.join(' ')}`;
  }
  return null;
}

function isSame(value: number | null | undefined, expected: ExpectedSeries['values'][number]): boolean {
  if (value === undefined || value === null || expected === null || expected === 'stale') return (value ?? null) === expected;
  return isClose(value, expected);
}

function isClose(value: number, expected: number): boolean {
  if (Number.isNaN(value) || Number.isNaN(expected)) return Number.isNaN(value) && Number.isNaN(expected);
  return value === expected || Math.abs(value - expected) <= 1e-6 * Math.max(Math.abs(value), Math.abs(expected));
}
