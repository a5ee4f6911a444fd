import { isFields } from './read.ts';

/** Istio's StringMatch. `present` is how `{}`, null and the regex `*` read where a field only has to be there. */
export type StringMatch =
  | { type: 'exact' | 'prefix' | 'regex'; value: string }
  /** Gateway API prefix: whole path segments only. */
  | { type: 'path-prefix'; value: string }
  | { type: 'present' };

export function readStringMatch(value: unknown): StringMatch | undefined {
  if (!isFields(value)) return undefined;
  for (const type of ['exact', 'prefix', 'regex'] as const) {
    const text = value[type];
    if (typeof text === 'string') return { type, value: text };
  }
  return undefined;
}

/** Header and query matches: an empty match, null or the regex `*` mean "is there" (istio route.go isCatchAllHeaderMatch). */
export function readPresenceMatch(value: unknown): StringMatch {
  const match = readStringMatch(value);
  if (match === undefined || (match.type === 'regex' && match.value === '*')) return { type: 'present' };
  return match;
}
