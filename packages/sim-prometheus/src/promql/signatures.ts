import type { ValueType } from './ast.ts';

export interface FunctionSignature {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out; -1 lets the last one repeat, from zero times on. */
  readonly variadic: number;
  readonly returns: ValueType;
}

const of = (args: readonly ValueType[], returns: ValueType, variadic = 0): FunctionSignature => ({ args, returns, variadic });

const overRange = of(['matrix'], 'vector');
const ofVector = of(['vector'], 'vector');
const ofTime = of(['vector'], 'vector', 1);

/** Functions that need no native histograms, experimental ones left out but for `start` and `end` (promql/parser/functions.go). */
export const signatures: Readonly<Record<string, FunctionSignature>> = {
  ...each(
    [
      'rate',
      'irate',
      'increase',
      'delta',
      'idelta',
      'deriv',
      'resets',
      'changes',
      'avg_over_time',
      'min_over_time',
      'max_over_time',
      'sum_over_time',
      'count_over_time',
      'stddev_over_time',
      'stdvar_over_time',
      'first_over_time',
      'last_over_time',
      'present_over_time',
      'absent_over_time',
    ],
    overRange,
  ),
  ...each(
    ['abs', 'ceil', 'floor', 'exp', 'sqrt', 'ln', 'log2', 'log10', 'sgn', 'deg', 'rad', 'timestamp', 'absent', 'sort', 'sort_desc'],
    ofVector,
  ),
  ...each(['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'], ofVector),
  ...each(['minute', 'hour', 'day_of_week', 'day_of_month', 'day_of_year', 'days_in_month', 'month', 'year'], ofTime),
  ...each(['time', 'pi', 'start', 'end'], of([], 'scalar')),
  predict_linear: of(['matrix', 'scalar'], 'vector'),
  quantile_over_time: of(['scalar', 'matrix'], 'vector'),
  histogram_quantile: of(['scalar', 'vector'], 'vector'),
  histogram_fraction: of(['scalar', 'scalar', 'vector'], 'vector'),
  label_replace: of(['vector', 'string', 'string', 'string', 'string'], 'vector'),
  label_join: of(['vector', 'string', 'string', 'string'], 'vector', -1),
  clamp: of(['vector', 'scalar', 'scalar'], 'vector'),
  clamp_min: of(['vector', 'scalar'], 'vector'),
  clamp_max: of(['vector', 'scalar'], 'vector'),
  round: of(['vector', 'scalar'], 'vector', 1),
  vector: of(['scalar'], 'vector'),
  scalar: of(['vector'], 'scalar'),
};

/** Known to Prometheus, but only behind `--enable-feature=promql-experimental-functions`. */
export const experimentalNames: ReadonlySet<string> = new Set([
  'double_exponential_smoothing',
  'mad_over_time',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
  'ts_of_max_over_time',
  'ts_of_min_over_time',
  'sort_by_label',
  'sort_by_label_desc',
  'info',
  'histogram_quantiles',
  'start_timestamp',
  'step',
  'range',
]);

/** Functions over native histograms, which this store does not keep. */
export const nativeHistogramNames: ReadonlySet<string> = new Set([
  'histogram_avg',
  'histogram_count',
  'histogram_sum',
  'histogram_stddev',
  'histogram_stdvar',
]);

function each(names: readonly string[], signature: FunctionSignature): Record<string, FunctionSignature> {
  return Object.fromEntries(names.map((name) => [name, signature]));
}
