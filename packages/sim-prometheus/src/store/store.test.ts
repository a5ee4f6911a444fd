import { expect, test } from 'vitest';
import { ABSENT } from './absent.ts';
import { buildMatcher, type MatchOperator } from './matcher.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { createStore, type SeriesStore } from './store.ts';

const minute = 60_000;

function samplesOf(store: SeriesStore, name: string, afterMs: number, untilMs: number): [number, number][] {
  const buffer = new SampleBuffer();
  store.select([matcher('__name__', '=', name)])[0]?.read(afterMs, untilMs, buffer);
  return Array.from({ length: buffer.count }, (_, i) => [buffer.times[i] ?? 0, buffer.values[i] ?? 0]);
}

function matcher(name: string, operator: MatchOperator, value: string) {
  const built = buildMatcher(name, operator, value);
  if ('error' in built) throw new Error(built.error);
  return built;
}

test.each([
  ['integers that grow', (i: number) => i * 1000 + (i % 7)],
  ['integers too large for small deltas', (i: number) => (i % 2) * 2 ** 52],
  ['fractions', (i: number) => i / 3],
  ['one repeated value', () => 42.5],
  ['special values', (i: number) => [Number.NaN, Number.POSITIVE_INFINITY, -0, ABSENT, Number.NEGATIVE_INFINITY][i % 5] ?? 0],
])('returns %s exactly as they were written', (_, valueAt) => {
  const store = createStore({ retentionMs: 24 * 60 * minute });
  const handle = store.series({ __name__: 'm' });
  const written = Array.from({ length: 500 }, (_, i): [number, number] => [1_700_000_000_000 + i * 5000 + (i % 3), valueAt(i)]);
  for (const [time, value] of written) handle.append(time, value);
  expect(samplesOf(store, 'm', 0, Number.MAX_VALUE)).toEqual(written);
});

test('reads a period that is open on the left and closed on the right', () => {
  const store = createStore({ retentionMs: 24 * 60 * minute });
  const handle = store.series({ __name__: 'm' });
  for (let i = 0; i < 300; i++) handle.append(i * 1000, i);
  const times = samplesOf(store, 'm', 100_000, 103_000).map(([time]) => time);
  expect(times).toEqual([101_000, 102_000, 103_000]);
});

test('ignores samples that are not newer than the last', () => {
  const store = createStore({ retentionMs: minute });
  const handle = store.series({ __name__: 'm' });
  handle.append(2000, 1);
  handle.append(2000, 5);
  handle.append(1000, 5);
  expect(samplesOf(store, 'm', 0, 10_000)).toEqual([[2000, 1]]);
});

test('forgets what is older than the retention, and takes a forgotten series back', () => {
  const store = createStore({ retentionMs: 10 * minute });
  const old = store.series({ __name__: 'old' });
  const live = store.series({ __name__: 'live' });
  old.append(0, 1);
  for (let i = 0; i <= 3600; i++) live.append(i * 1000, i);
  expect(store.seriesCount()).toBe(1);
  expect(samplesOf(store, 'live', 0, 3_600_000)[0]?.[0]).toBeGreaterThan(45 * minute);
  old.append(3_600_000, 2);
  expect(samplesOf(store, 'old', 0, 3_600_000)).toEqual([[3_600_000, 2]]);
});

test.each<[string, [string, MatchOperator, string][], string[]]>([
  ['equality', [['a', '=', '1']], ['x1', 'y1']],
  ['inequality also takes series without the label', [['a', '!=', '1']], ['x2', 'z']],
  ['an empty value means the label is missing', [['a', '=', '']], ['z']],
  ['alternatives', [['__name__', '=~', 'x1|z']], ['x1', 'z']],
  ['anchored expressions', [['__name__', '=~', '.1']], ['x1', 'y1']],
  ['expressions that a literal prefix does not satisfy', [['__name__', '=~', 'x']], []],
  ['negated expressions', [['a', '!~', '[12]']], ['z']],
  [
    'several matchers',
    [
      ['__name__', '=~', '(x|y).'],
      ['a', '!=', '2'],
    ],
    ['x1', 'y1'],
  ],
  ['no matcher at all', [], ['x1', 'x2', 'y1', 'z']],
])('selects by %s', (_, matchers, names) => {
  const store = createStore({ retentionMs: minute });
  const all: Record<string, string>[] = [
    { __name__: 'x1', a: '1' },
    { __name__: 'x2', a: '2' },
    { __name__: 'y1', a: '1' },
    { __name__: 'z' },
  ];
  for (const labels of all) store.series(labels).append(1000, 1);
  const selected = store.select(matchers.map(([name, operator, value]) => matcher(name, operator, value)));
  expect(selected.map((series) => series.labels.get('__name__'))).toEqual(names);
});

test('says why a regular expression is none', () => {
  expect(buildMatcher('a', '=~', '(')).toEqual({ error: expect.stringContaining('missing closing )') });
});
