import { describe, expect, test } from 'vitest';
import { LabelMap } from './label-map.ts';
import { compareLabels, Labels } from './labels.ts';

const sets: Record<string, string>[] = [
  {},
  { __name__: 'a' },
  { __name__: 'a', le: '1' },
  { __name__: 'a', le: '5' },
  { __name__: 'b', le: '1' },
  { __name__: 'a', app: 'x' },
  { __name__: 'a', app: 'x', le: '1' },
  { __name__: 'a', app: 'x', le: '1', zone: 'z' },
  { __name__: 'a', app: 'x', zone: 'z' },
  { __name__: 'a', ZONE: 'z' },
  { ZONE: 'z', app: 'y' },
  { le: '1' },
  { app: 'x', zone: 'z' },
];

/** As one sorted list of texts, which is what label sets are. */
const textsOf = (record: Record<string, string>) =>
  Object.keys(record)
    .sort()
    .flatMap((name) => [name, record[name] ?? '']);

function compareTexts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, i) => text !== b[i]);
  if (at < 0 || at >= b.length) return Math.sign(a.length - b.length);
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}

describe.each(sets.map((record) => ({ record })))('$record', ({ record }) => {
  const labels = Labels.from(record);

  test('keeps its names and values in order', () => {
    const texts: string[] = [];
    labels.forEach((name, value) => {
      texts.push(name, value);
    });
    expect(texts).toEqual(textsOf(record));
    expect(labels.toRecord()).toEqual(record);
  });

  test('is ordered and told apart as a list of texts', () => {
    for (const other of sets) {
      const others = Labels.from(other);
      expect(Math.sign(compareLabels(labels, others))).toBe(compareTexts(textsOf(record), textsOf(other)));
      expect(labels.equals(others)).toBe(other === record);
      expect(labels.key === others.key).toBe(other === record);
    }
  });

  test('loses labels', () => {
    const { __name__: _, ...unnamed } = record;
    expect(labels.withoutName.toRecord()).toEqual(unnamed);
    expect(labels.withoutName.equals(Labels.from(unnamed))).toBe(true);
    expect(labels.filter((name) => name === 'le').toRecord()).toEqual(record.le === undefined ? {} : { le: record.le });
    expect(labels.with('app', '').toRecord()).not.toHaveProperty('app');
    expect(labels.with('le', '7').get('le')).toBe('7');
  });
});

test('a map holds one value per label set', () => {
  const map = new LabelMap<number>();
  for (const [i, record] of [...sets, ...sets].entries()) map.set(Labels.from(record), i);
  expect(map.size).toBe(sets.length);
  expect(map.get(Labels.from({ __name__: 'a', le: '5' }))).toBe(sets.length + 3);
  expect(map.get(Labels.from({ le: '9' }))).toBeUndefined();
  expect([...map.values()]).toHaveLength(sets.length);
});
