import { parseFloatText } from '../format-float.ts';
import { unquote } from '../promql/literals.ts';

/** A value at a step; `null` is a gap, `stale` a staleness marker. */
export type NotedValue = number | 'stale' | null;

export interface ExpectedSeries {
  labels: Record<string, string>;
  values: NotedValue[];
}

const labelPattern = /\s*(?:([a-zA-Z_][\w]*)|("(?:[^"\\]|\\.)*"))\s*(?:=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`))?\s*,?/y;

/** `metric{label="value"} 1 2+3x4 _ stale`. */
export function parseExpectedLine(text: string, line: number): ExpectedSeries {
  const name = /^[a-zA-Z_:][\w:]*/.exec(text)?.[0];
  const labels: Record<string, string> = name === undefined ? {} : { __name__: name };
  let at = name?.length ?? 0;
  const brace = /^\s*\{/.exec(text.slice(at))?.[0];
  if (brace !== undefined) {
    at += brace.length;
    while (!/^\s*\}/.test(text.slice(at))) {
      labelPattern.lastIndex = at;
      const match = labelPattern.exec(text);
      if (match === null) throw new Error(`line ${line}: malformed labels`);
      const [whole, plain, quoted, value] = match;
      const label = plain ?? unquote(quoted ?? '') ?? '';
      if (value === undefined) labels.__name__ = label;
      else labels[label] = unquote(value) ?? '';
      at += whole.length;
    }
    at = text.indexOf('}', at) + 1;
  }
  const words = text.slice(at).trim();
  return { labels, values: words === '' ? [] : words.split(/\s+/).flatMap((word) => parseValues(word, line)) };
}

function parseValues(word: string, line: number): NotedValue[] {
  const repeat = /^(.*?)x(\d+)$/.exec(word);
  const base = repeat === null ? word : (repeat[1] ?? '');
  const times = repeat === null ? 0 : Number(repeat[2]);
  if (base === '_') return Array.from({ length: repeat === null ? 1 : times }, () => null);
  if (base === 'stale') return Array.from({ length: times + 1 }, () => 'stale' as const);
  const [, start = '', increment = '0'] = /^([+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan))([+-].+)?$/i.exec(base) ?? [];
  const first = parseFloatText(start);
  const step = parseFloatText(increment);
  if (first === undefined || step === undefined) throw new Error(`line ${line}: ${word} is no value`);
  const values: NotedValue[] = [first];
  // As Prometheus does it: added again and again, not multiplied.
  let value = first;
  for (let i = 0; i < times; i++) {
    value += step;
    values.push(value);
  }
  return values;
}
