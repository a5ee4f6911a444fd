import type { Stop } from '../decision.ts';
import type { StopCode } from '../stop-codes.ts';

export type StopValues = NonNullable<Stop['values']>;
/** One sentence; `stop` for those that need to name the object or the field. */
export type StopText = (values: StopValues, stop: Stop) => string;
/** A code without a text does not compile. */
export type Messages = Record<StopCode, StopText>;
/** Codes of the called side. */
export type InboundCode = Extract<StopCode, `PA-${string}` | `RA-${string}` | `AP-${string}` | 'IN-LISTENER'>;

/** Name of the header or query parameter that a stop is about, out of its path; '' where the object keeps them in a list. */
export function keyOf({ path = '' }: Stop): string {
  return /\.(?:headers|withoutHeaders|queryParams)\.(.+)$/.exec(path)?.[1] ?? '';
}

/** `exact jason` → `= jason`, in the words of one language. */
export function expectation(expected: StopValues[string] | undefined, words: ExpectationWords): string {
  const [, type = '', value = ''] = /^(\S+) ?(.*)$/s.exec(String(expected ?? '')) ?? [];
  switch (type) {
    case 'exact':
      return `= ${value}`;
    case 'prefix':
      return words.prefix(value);
    case 'path-prefix':
      return words.pathPrefix(value);
    case 'regex':
      return words.regex(value);
    default:
      return words.present;
  }
}

export interface ExpectationWords {
  prefix: (value: string) => string;
  pathPrefix: (value: string) => string;
  regex: (value: string) => string;
  present: string;
}

/** `reviews v2`; a host of the cluster by its first name. */
export function target({ host, subset }: StopValues): string {
  const text = String(host ?? '');
  const name = /^([^.]+)\.[^.]+\.svc(?:\.|$)/.exec(text)?.[1] ?? text;
  return subset ? `${name} ${subset}` : name;
}

/** Milliseconds as people write them. */
export function duration(ms: StopValues[string] | undefined): string {
  const number = Number(ms ?? 0);
  return number >= 1000 ? `${number / 1000} s` : `${number} ms`;
}

/** 0.3333 → `33.3`. */
export function percent(probability: StopValues[string] | undefined): string {
  return String(Math.round(Number(probability ?? 0) * 1000) / 10);
}
