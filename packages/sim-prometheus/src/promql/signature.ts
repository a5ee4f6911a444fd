import { LabelMap } from '../store/label-map.ts';
import type { Labels } from '../store/labels.ts';
import type { VectorMatching } from './ast.ts';
import type { EvalSeries } from './evaluation.ts';

/** The labels by which series of two vectors find each other: those in `on`, or all but those in `ignoring` and the name. */
export function matchLabels(matching: VectorMatching | null, labels: Labels): Labels {
  const names = matching?.labels ?? [];
  if (matching?.on) return labels.filter((name) => names.includes(name));
  return labels.filter((name) => name !== '__name__' && !names.includes(name));
}

/** Numbers equal signatures of both sides alike, so that steps can be matched through arrays. */
export function numberSignatures(matching: VectorMatching | null, left: readonly EvalSeries[], right: readonly EvalSeries[]) {
  const numbers = new LabelMap<number>();
  const numberOf = ({ labels }: EvalSeries) => {
    const signature = matchLabels(matching, labels);
    const number = numbers.get(signature) ?? numbers.size;
    numbers.set(signature, number);
    return number;
  };
  const leftNumbers = left.map(numberOf);
  const rightNumbers = right.map(numberOf);
  return { leftNumbers, rightNumbers, count: numbers.size };
}
