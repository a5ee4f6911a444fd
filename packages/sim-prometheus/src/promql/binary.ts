import { ABSENT } from '../store/absent.ts';
import { type Binary, type BinaryOperator, isComparison, isSetOperator } from './ast.ts';
import { typeOf } from './check.ts';
import {
  absentValues,
  dropNames,
  type EvalSeries,
  EvaluationError,
  type Evaluator,
  isEmpty,
  requireDistinct,
  type Steps,
} from './evaluation.ts';
import { joinVectors } from './join.ts';
import { arithmetic, comparison } from './operators.ts';
import { combineSets } from './set-operations.ts';

export function scalarBinary(evaluator: Evaluator, node: Binary, steps: Steps): Float64Array {
  const left = evaluator.scalar(node.left, steps);
  const right = evaluator.scalar(node.right, steps);
  const compute = plainOperator(node.operator);
  return left.map((value, step) => compute(value, right[step] ?? 0));
}

/** Comparisons as 0 and 1. */
function plainOperator(operator: BinaryOperator): (left: number, right: number) => number {
  if (isSetOperator(operator)) throw new EvaluationError(`operator "${operator}" not allowed for Scalar operations`);
  if (!isComparison(operator)) return arithmetic[operator];
  const holds = comparison[operator];
  return (left, right) => (holds(left, right) ? 1 : 0);
}

export function vectorBinary(evaluator: Evaluator, node: Binary, steps: Steps): EvalSeries[] {
  const { left, right, operator } = node;
  if (typeOf(right) === 'scalar')
    return withScalar(evaluator, node, evaluator.vector(left, steps), evaluator.scalar(right, steps), steps, false);
  if (typeOf(left) === 'scalar')
    return withScalar(evaluator, node, evaluator.vector(right, steps), evaluator.scalar(left, steps), steps, true);
  const leftSeries = evaluator.vector(left, steps);
  const rightSeries = evaluator.vector(right, steps);
  if (isSetOperator(operator)) return combineSets(operator, node.matching, leftSeries, rightSeries, steps);
  return joinVectors(evaluator.context, node, operator, leftSeries, rightSeries, steps);
}

/** A comparison filters the vector's own values, on whichever side the vector stands. */
function withScalar(
  evaluator: Evaluator,
  node: Binary,
  vector: readonly EvalSeries[],
  scalars: Float64Array,
  steps: Steps,
  scalarFirst: boolean,
): EvalSeries[] {
  const { operator, returnBool } = node;
  const compute = plainOperator(operator);
  const isFilter = isComparison(operator) && !returnBool;
  const found = vector.map((series) => {
    const values = absentValues(steps);
    series.values.forEach((value, step) => {
      if (value === ABSENT) return;
      const scalar = scalars[step] ?? 0;
      const result = scalarFirst ? compute(scalar, value) : compute(value, scalar);
      if (!isFilter) values[step] = result;
      else if (result === 1) values[step] = value;
    });
    return { ...series, values };
  });
  const alive = found.filter(({ values }) => !isEmpty(values));
  if (isFilter) return alive;
  const named = dropNames(evaluator.context, alive);
  requireDistinct(evaluator.context, named, alive);
  return named;
}
