import { formatFloat } from '../format-float.ts';
import { ABSENT } from '../store/absent.ts';
import { intern, type Labels } from '../store/labels.ts';
import { type Aggregate, type AggregateOperator, unwrapParens } from './ast.ts';
import { absentValues, type EvalSeries, EvaluationError, type Evaluator, isEmpty, SeriesCollector, type Steps } from './evaluation.ts';
import { KahanMean, KahanSum } from './kahan.ts';
import { ascendingNaNFirst, quantileOf } from './quantile.ts';
import { warnOfQuantiles } from './range-call.ts';

export function aggregate(evaluator: Evaluator, node: Aggregate, steps: Steps): EvalSeries[] {
  if (node.operator === 'count_values') return countValues(evaluator, node, steps);
  const parameters = node.parameter === null ? undefined : evaluator.scalar(node.parameter, steps);
  const input = evaluator.vector(node.expr, steps);
  if (node.operator === 'topk' || node.operator === 'bottomk') return best(node, input, parameters ?? new Float64Array(), steps);
  if (node.operator === 'quantile' && node.parameter !== null && parameters !== undefined)
    warnOfQuantiles(evaluator, parameters, node.parameter);
  const fold = folds[node.operator];
  return groupsOf(node, input).flatMap(({ labels, members }) => {
    const values = absentValues(steps);
    const column: number[] = [];
    for (let step = 0; step < steps.count; step++) {
      column.length = 0;
      for (const { values } of members) {
        const value = values[step] ?? ABSENT;
        if (value !== ABSENT) column.push(value);
      }
      if (column.length > 0) values[step] = fold(column, parameters?.[step] ?? 0);
    }
    if (isEmpty(values)) return [];
    return [{ labels, dropName: members.some((member) => member.dropName), values }];
  });
}

interface Group {
  labels: Labels;
  members: EvalSeries[];
}

function groupsOf(node: Pick<Aggregate, 'grouping' | 'without'>, input: readonly EvalSeries[]): Group[] {
  const names = new Set(node.grouping);
  const isKept = node.without ? (name: string) => name !== '__name__' && !names.has(name) : (name: string) => names.has(name);
  const keyOf = node.without ? (labels: Labels) => labels.filter(isKept).key : groupingKey(node.grouping);
  const groups = new Map<string, Group>();
  for (const series of input) {
    const key = keyOf(series.labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels: series.labels.filter(isKept), members: [series] });
    else group.members.push(series);
  }
  return [...groups.values()];
}

function groupingKey(grouping: readonly string[]): (labels: Labels) => string {
  // The store's own strings compare by identity.
  const names = grouping.map(intern);
  return (labels) => {
    let key = '';
    for (const name of names) key += `${labels.get(name)}\u0000`;
    return key;
  };
}

type Fold = (values: number[], parameter: number) => number;

const folds: Record<Exclude<AggregateOperator, 'topk' | 'bottomk' | 'count_values'>, Fold> = {
  sum: (values) => {
    const sum = new KahanSum();
    for (const value of values) sum.add(value);
    return sum.total;
  },
  avg: (values) => {
    const mean = new KahanMean();
    for (const value of values) mean.add(value);
    return mean.mean;
  },
  count: (values) => values.length,
  group: () => 1,
  min: (values) => values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: variance,
  quantile: (values, q) => quantileOf(q, values),
};

/** Welford's method (promql/engine.go, aggregation). */
function variance(values: readonly number[]): number {
  let [count, mean, squares] = [0, 0, 0];
  for (const value of values) {
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }
  return values.length === 1 && !Number.isFinite(values[0]) ? Number.NaN : squares / count;
}

/** topk and bottomk keep whole series, at the steps where they are among the k best of their group. */
function best(node: Aggregate, input: readonly EvalSeries[], ks: Float64Array, steps: Steps): EvalSeries[] {
  if (ks.every((k) => k < 1)) return [];
  if (ks.some(Number.isNaN)) throw new EvaluationError('Parameter value is NaN');
  const excess = ks.find((k) => Math.abs(k) >= 2 ** 63);
  if (excess !== undefined)
    throw new EvaluationError(`Scalar value ${formatFloat(excess)} ${excess < 0 ? 'underflows' : 'overflows'} int64`);
  const compare = node.operator === 'topk' ? descendingNaNLast : ascendingNaNLast;
  const result = new Map<EvalSeries, Float64Array>();
  for (const { members } of groupsOf(node, input)) {
    for (let step = 0; step < steps.count; step++) {
      const valueAt = (series: EvalSeries) => series.values[step] ?? ABSENT;
      const present = members.filter((series) => valueAt(series) !== ABSENT);
      present.sort((a, b) => compare(valueAt(a), valueAt(b)));
      for (const series of present.slice(0, Math.max(0, Math.trunc(ks[step] ?? 0)))) {
        const values = result.get(series) ?? absentValues(steps);
        values[step] = valueAt(series);
        result.set(series, values);
      }
    }
  }
  return [...result].map(([series, values]) => ({ labels: series.labels, dropName: series.dropName, values }));
}

function descendingNaNLast(a: number, b: number): number {
  return ascendingNaNFirst(b, a);
}

function ascendingNaNLast(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return ascendingNaNFirst(b, a);
  return ascendingNaNFirst(a, b);
}

function countValues(evaluator: Evaluator, node: Aggregate, steps: Steps): EvalSeries[] {
  const parameter = node.parameter === null ? undefined : unwrapParens(node.parameter);
  const label = parameter?.kind === 'string' ? parameter.value : '';
  if (label === '' || label.includes('\ufffd')) throw new EvaluationError(`invalid label name "${label}"`);
  const grouping = node.without ? node.grouping : [...node.grouping, label];
  const result = new SeriesCollector();
  for (const { labels, values } of evaluator.vector(node.expr, steps)) {
    values.forEach((value, step) => {
      if (value === ABSENT) return;
      const [group] = groupsOf({ grouping, without: node.without }, [
        { labels: labels.with(label, formatFloat(value)), dropName: false, values },
      ]);
      if (group === undefined) return;
      const counts = result.get(group.labels) ?? result.add({ labels: group.labels, dropName: false, values: absentValues(steps) });
      const before = counts.values[step] ?? ABSENT;
      counts.values[step] = before === ABSENT ? 1 : before + 1;
    });
  }
  return result.series;
}
