import { ABSENT } from '../store/absent.ts';
import type { SetOperator, VectorMatching } from './ast.ts';
import { absentValues, type EvalSeries, isEmpty, mergeSameLabels, type Steps } from './evaluation.ts';
import { numberSignatures } from './signature.ts';

/** `and`, `or`, `unless`: samples of one side kept by whether the other side has a match at that step. */
export function combineSets(
  operator: SetOperator,
  matching: VectorMatching | null,
  left: readonly EvalSeries[],
  right: readonly EvalSeries[],
  steps: Steps,
): EvalSeries[] {
  const { leftNumbers, rightNumbers } = numberSignatures(matching, left, right);
  switch (operator) {
    case 'and':
      return keep(left, leftNumbers, presence(right, rightNumbers, steps), true, steps);
    case 'unless':
      return keep(left, leftNumbers, presence(right, rightNumbers, steps), false, steps);
    case 'or':
      return mergeSameLabels([...left, ...keep(right, rightNumbers, presence(left, leftNumbers, steps), false, steps)]);
  }
}

/** Per signature: at which steps any series has a value. */
function presence(series: readonly EvalSeries[], numbers: readonly number[], steps: Steps): Map<number, Uint8Array> {
  const result = new Map<number, Uint8Array>();
  series.forEach(({ values }, i) => {
    const number = numbers[i] ?? -1;
    const present = result.get(number) ?? new Uint8Array(steps.count);
    result.set(number, present);
    values.forEach((value, step) => {
      if (value !== ABSENT) present[step] = 1;
    });
  });
  return result;
}

function keep(
  series: readonly EvalSeries[],
  numbers: readonly number[],
  present: Map<number, Uint8Array>,
  where: boolean,
  steps: Steps,
): EvalSeries[] {
  return series.flatMap((one, i) => {
    const matched = present.get(numbers[i] ?? -1);
    const values = absentValues(steps);
    one.values.forEach((value, step) => {
      if ((matched?.[step] === 1) === where) values[step] = value;
    });
    return isEmpty(values) ? [] : [{ ...one, values }];
  });
}
