import { ABSENT } from '../store/absent.ts';
import type { Labels } from '../store/labels.ts';
import { type ArithmeticOperator, type Binary, type ComparisonOperator, isComparison, type VectorMatching } from './ast.ts';
import {
  absentValues,
  type EvalContext,
  type EvalSeries,
  EvaluationError,
  isEmpty,
  SeriesCollector,
  type Steps,
  setOnce,
} from './evaluation.ts';
import { arithmetic, comparison } from './operators.ts';
import { matchLabels, numberSignatures } from './signature.ts';

/**
 * Arithmetic and comparison of two vectors, one-to-one or with `group_left`/`group_right`
 * (promql/engine.go, VectorBinop). The "one" side must be unique per signature at each step.
 */
export function joinVectors(
  context: EvalContext,
  node: Binary,
  operator: ArithmeticOperator | ComparisonOperator,
  left: readonly EvalSeries[],
  right: readonly EvalSeries[],
  steps: Steps,
): EvalSeries[] {
  if (left.length === 0 || right.length === 0) return [];
  const swapped = node.matching?.group === 'right';
  const [many, one] = swapped ? [right, left] : [left, right];
  const { leftNumbers: manyNumbers, rightNumbers: oneNumbers, count } = numberSignatures(node.matching, many, one);
  const output = new Output(context, node, steps);
  const compute = elementOperator(operator, node.returnBool);
  const oneAt = new Int32Array(count);
  for (let step = 0; step < steps.count; step++) {
    oneAt.fill(-1);
    fillOneSide(one, oneNumbers, oneAt, step, many, node, swapped);
    output.startStep();
    for (let m = 0; m < many.length; m++) {
      const manySeries = many[m];
      const number = manyNumbers[m] ?? 0;
      const o = oneAt[number] ?? -1;
      const oneSeries = one[o];
      const value = manySeries?.values[step] ?? ABSENT;
      if (o < 0 || value === ABSENT || manySeries === undefined || oneSeries === undefined) continue;
      const other = oneSeries.values[step] ?? 0;
      const result = swapped ? compute(other, value) : compute(value, other);
      output.put(step, number, m * one.length + o, manySeries, oneSeries, result);
    }
  }
  return output.series();
}

function fillOneSide(
  one: readonly EvalSeries[],
  numbers: readonly number[],
  oneAt: Int32Array,
  step: number,
  many: readonly EvalSeries[],
  node: Binary,
  swapped: boolean,
): void {
  for (let o = 0; o < one.length; o++) {
    const series = one[o];
    if (series === undefined || series.values[step] === ABSENT) continue;
    const number = numbers[o] ?? 0;
    const other = one[oneAt[number] ?? -1];
    // As Prometheus: with nothing on the other side at this step, duplicates do not matter.
    if (other !== undefined && many.some(({ values }) => values[step] !== ABSENT)) throw duplicate(node.matching, series, other, swapped);
    oneAt[number] = o;
  }
}

function duplicate(matching: VectorMatching | null, a: EvalSeries, b: EvalSeries, swapped: boolean): EvaluationError {
  const group = matchLabels(matching, a.labels);
  const [first, second] = [a.labels.toString(), b.labels.toString()].sort();
  return new EvaluationError(
    `found duplicate series for the match group ${group} on the ${swapped ? 'left' : 'right'} hand-side of the operation: [${first}, ${second}]` +
      ';many-to-many matching not allowed: matching labels must be unique on one side',
  );
}

/** Yields `ABSENT` where a comparison filters the sample out. */
function elementOperator(operator: ArithmeticOperator | ComparisonOperator, returnBool: boolean): (left: number, right: number) => number {
  if (!isComparison(operator)) return arithmetic[operator];
  const holds = comparison[operator];
  if (returnBool) return (left, right) => (holds(left, right) ? 1 : 0);
  return (left, right) => (holds(left, right) ? left : ABSENT);
}

/** Collects results; labels depend on the pair of series only, so they are computed once per pair. */
class Output {
  private readonly context: EvalContext;
  private readonly node: Binary;
  private readonly steps: Steps;
  private readonly byPair = new Map<number, EvalSeries>();
  private readonly collector = new SeriesCollector();
  private readonly usedSignatures = new Set<number>();
  private readonly usedResults = new Set<EvalSeries>();

  constructor(context: EvalContext, node: Binary, steps: Steps) {
    this.context = context;
    this.node = node;
    this.steps = steps;
  }

  startStep(): void {
    this.usedSignatures.clear();
    this.usedResults.clear();
  }

  put(step: number, signature: number, pair: number, many: EvalSeries, one: EvalSeries, value: number): void {
    const target = this.target(pair, many, one);
    if ((this.node.matching?.group ?? null) === null) {
      if (this.usedSignatures.has(signature)) {
        throw new EvaluationError('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)');
      }
      this.usedSignatures.add(signature);
    } else {
      if (this.usedResults.has(target))
        throw new EvaluationError('multiple matches for labels: grouping labels must ensure unique matches');
      this.usedResults.add(target);
    }
    if (value !== ABSENT) setOnce(target.values, step, value);
  }

  series(): EvalSeries[] {
    return this.collector.series.filter(({ values }) => !isEmpty(values));
  }

  private target(pair: number, many: EvalSeries, one: EvalSeries): EvalSeries {
    const known = this.byPair.get(pair);
    if (known !== undefined) return known;
    const labels = this.resultLabels(many.labels, one.labels);
    const series =
      this.collector.get(labels) ?? this.collector.add({ labels, dropName: this.node.returnBool, values: absentValues(this.steps) });
    this.byPair.set(pair, series);
    return series;
  }

  /** promql/engine.go, resultMetric. */
  private resultLabels(many: Labels, one: Labels): Labels {
    const { operator, returnBool, matching } = this.node;
    const changesMeaning = !isComparison(operator) || (returnBool && !this.context.delayedNameRemoval);
    let labels = changesMeaning ? many.withoutName : many;
    if ((matching?.group ?? null) === null) {
      const names = matching?.labels ?? [];
      labels = labels.filter((name) => names.includes(name) === (matching?.on ?? false));
    }
    for (const name of matching?.include ?? []) labels = labels.with(name, one.get(name));
    return labels;
  }
}
