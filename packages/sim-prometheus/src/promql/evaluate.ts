import { ABSENT } from '../store/absent.ts';
import { Labels } from '../store/labels.ts';
import { aggregate } from './aggregate.ts';
import { type Call, type Expr, unwrapParens } from './ast.ts';
import { scalarBinary, vectorBinary } from './binary.ts';
import { typeOf } from './check.ts';
import {
  dropNames,
  type EvalContext,
  type EvalSeries,
  EvaluationError,
  type Evaluator,
  mergeSameLabels,
  type Steps,
} from './evaluation.ts';
import { bucketFraction, bucketQuantile, overHistograms } from './histogram.ts';
import { labelJoin, labelReplace } from './label-functions.ts';
import { ascendingNaNFirst } from './quantile.ts';
import { absentWhere, callRangeFunction, warnOfQuantiles } from './range-call.ts';
import { selectVector } from './select.ts';
import { clamp, elementwiseFunction, mapValues, round, toScalar } from './vector-functions.ts';

export function createEvaluator(context: EvalContext): Evaluator {
  const evaluator: Evaluator = {
    context,
    vector: (expr, steps) => evaluateVector(evaluator, expr, steps),
    scalar: (expr, steps) => evaluateScalar(evaluator, expr, steps),
  };
  return evaluator;
}

function evaluateVector(evaluator: Evaluator, expr: Expr, steps: Steps): EvalSeries[] {
  switch (expr.kind) {
    case 'selector':
      return selectVector(evaluator.context, expr, steps, 'value');
    case 'paren':
      return evaluator.vector(expr.expr, steps);
    case 'unary': {
      const inner = evaluator.vector(expr.expr, steps);
      if (!expr.negative) return inner;
      const negated = inner.map((one) => ({ ...one, values: one.values.map((value) => (value === ABSENT ? ABSENT : -value)) }));
      const named = dropNames(evaluator.context, negated);
      return evaluator.context.delayedNameRemoval ? named : mergeSameLabels(named);
    }
    case 'binary':
      return vectorBinary(evaluator, expr, steps);
    case 'aggregate':
      return aggregate(evaluator, expr, steps);
    case 'call':
      return callVector(evaluator, expr, steps);
    default:
      throw new EvaluationError(`unexpected ${typeOf(expr)} where an instant vector is needed`);
  }
}

function evaluateScalar(evaluator: Evaluator, expr: Expr, steps: Steps): Float64Array {
  switch (expr.kind) {
    case 'number':
      return new Float64Array(steps.count).fill(expr.value);
    case 'paren':
      return evaluator.scalar(expr.expr, steps);
    case 'unary': {
      const inner = evaluator.scalar(expr.expr, steps);
      return expr.negative ? inner.map((value) => -value) : inner;
    }
    case 'binary':
      return scalarBinary(evaluator, expr, steps);
    case 'call':
      return callScalar(evaluator, expr, steps);
    default:
      throw new EvaluationError(`unexpected ${typeOf(expr)} where a scalar is needed`);
  }
}

function callScalar(evaluator: Evaluator, call: Call, steps: Steps): Float64Array {
  const { context } = evaluator;
  const constant = (value: number) => new Float64Array(steps.count).fill(value);
  switch (call.name) {
    case 'time':
      return constant(0).map((_, step) => (steps.startMs + step * steps.stepMs) / 1000);
    case 'pi':
      return constant(Math.PI);
    case 'start':
      return constant(context.startMs / 1000);
    case 'end':
      return constant(context.endMs / 1000);
    default:
      return toScalar(evaluator, argument(call, 0), steps);
  }
}

function argument(call: Call, index: number): Expr {
  const arg = call.args[index];
  if (arg === undefined) throw new EvaluationError(`missing argument ${index + 1} of ${call.name}()`);
  return arg;
}

function callVector(evaluator: Evaluator, call: Call, steps: Steps): EvalSeries[] {
  const ranged = callRangeFunction(evaluator, call, steps);
  if (ranged !== undefined) return ranged;
  const vector = (index: number) => evaluator.vector(argument(call, index), steps);
  const scalar = (index: number) => evaluator.scalar(argument(call, index), steps);
  const compute = elementwiseFunction(call.name);
  if (compute !== undefined) return mapValues(evaluator, call.args.length === 0 ? [constantTime(steps)] : vector(0), compute);
  switch (call.name) {
    case 'vector':
      return [{ labels: Labels.empty, dropName: false, values: scalar(0) }];
    case 'timestamp':
      return timestamps(evaluator, argument(call, 0), steps);
    case 'absent':
      return absent(evaluator, argument(call, 0), steps);
    case 'clamp':
      return clamp(evaluator, vector(0), scalar(1), scalar(2));
    case 'clamp_min':
      return clamp(evaluator, vector(0), scalar(1), Number.POSITIVE_INFINITY);
    case 'clamp_max':
      return clamp(evaluator, vector(0), Number.NEGATIVE_INFINITY, scalar(1));
    case 'round':
      return round(evaluator, vector(0), call.args.length > 1 ? scalar(1) : undefined);
    case 'label_replace':
      return labelReplace(vector(0), call.args);
    case 'label_join':
      return labelJoin(vector(0), call.args);
    case 'sort':
    case 'sort_desc':
      return sorted(evaluator, call, vector(0), steps);
    case 'histogram_quantile': {
      const quantiles = scalar(0);
      warnOfQuantiles(evaluator, quantiles, argument(call, 0));
      return overHistograms(evaluator, argument(call, 1), steps, (buckets, step, report) =>
        bucketQuantile(quantiles[step] ?? 0, buckets, report),
      );
    }
    case 'histogram_fraction': {
      const [lower, upper] = [scalar(0), scalar(1)];
      return overHistograms(evaluator, argument(call, 2), steps, (buckets, step) =>
        bucketFraction(lower[step] ?? 0, upper[step] ?? 0, buckets),
      );
    }
    default:
      throw new EvaluationError(`function ${call.name}() is not supported`);
  }
}

/** What `hour()` and its kin take when called without an argument. */
function constantTime(steps: Steps): EvalSeries {
  const values = Float64Array.from({ length: steps.count }, (_, step) => (steps.startMs + step * steps.stepMs) / 1000);
  return { labels: Labels.empty, dropName: false, values };
}

/** Of a plain selector the samples' own times, of any other vector the time of evaluation. */
function timestamps(evaluator: Evaluator, expr: Expr, steps: Steps): EvalSeries[] {
  const inner = unwrapParens(expr);
  if (inner.kind === 'selector')
    return mapValues(evaluator, selectVector(evaluator.context, inner, steps, 'timestamp'), (seconds) => seconds);
  return mapValues(evaluator, evaluator.vector(expr, steps), (_, step) => (steps.startMs + step * steps.stepMs) / 1000);
}

function absent(evaluator: Evaluator, expr: Expr, steps: Steps): EvalSeries[] {
  const inner = unwrapParens(expr);
  return absentWhere(evaluator.vector(expr, steps), inner.kind === 'selector' ? inner.matchers : [], steps);
}

/** Sorting shows in instant queries only; NaN comes last in both directions. */
function sorted(evaluator: Evaluator, call: Call, series: EvalSeries[], steps: Steps): EvalSeries[] {
  if (steps.count > 1) {
    evaluator.context.annotations.warn('sort is ineffective for range queries since results are always ordered by labels', call);
    return series;
  }
  const direction = call.name === 'sort' ? 1 : -1;
  const firstValue = (one: EvalSeries) => one.values[0] ?? Number.NaN;
  return series.toSorted((a, b) => {
    if (Number.isNaN(firstValue(a)) || Number.isNaN(firstValue(b))) return ascendingNaNFirst(firstValue(b), firstValue(a));
    return direction * ascendingNaNFirst(firstValue(a), firstValue(b));
  });
}
