import { expect, test } from 'vitest';
import { createStore } from '../store/store.ts';
import { queryInstant, queryRange } from './query.ts';

function createFixture() {
  const store = createStore({ retentionMs: 3_600_000 });
  for (const version of ['v1', 'v2']) {
    const hits = store.series({ __name__: 'hits_total', version });
    const misses = store.series({ __name__: 'misses_total', version });
    for (let i = 0; i <= 10; i++) {
      hits.append(i * 10_000, i * (version === 'v1' ? 30 : 10));
      misses.append(i * 10_000, i);
    }
  }
  return store;
}

function ask(query: string) {
  const result = queryInstant(createFixture(), query, 95_000);
  if (result.status === 'error') return result.error;
  if (result.data.resultType === 'vector') return result.data.result.map(({ metric, point }) => [metric, point[1]]);
  return result.data.result;
}

test.each<[string, unknown]>([
  ['topk(1, hits_total)', [[{ __name__: 'hits_total', version: 'v1' }, 270]]],
  ['hits_total{version="v1"} offset 50s', [[{ __name__: 'hits_total', version: 'v1' }, 120]]],
  ['hits_total{version="v1"} @ 20', [[{ __name__: 'hits_total', version: 'v1' }, 60]]],
  ['max_over_time(hits_total{version="v1"}[40s:20s])', [[{ version: 'v1' }, 240]]],
  ['misses_total / on(version) hits_total > 0.05', [[{ version: 'v2' }, 0.1]]],
  ['hits_total > on(version) misses_total * 20', [[{ version: 'v1' }, 270]]],
  [
    'count({__name__=~"hits_total|misses_total"}) by (__name__)',
    [
      [{ __name__: 'hits_total' }, 2],
      [{ __name__: 'misses_total' }, 2],
    ],
  ],
  ['absent(hits_total{version="v3", code!="200"})', [[{ version: 'v3' }, 1]]],
  ['rate({version="v1"}[1m])', 'vector cannot contain metrics with the same labelset'],
  [
    'hits_total + on() misses_total',
    'found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="misses_total", version="v1"}, {__name__="misses_total", version="v2"}];many-to-many matching not allowed: matching labels must be unique on one side',
  ],
  [
    'hits_total + on() misses_total{version="v1"}',
    'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
  ],
  [
    'hits_total * on() group_left(nothing) topk(1, misses_total{version="v2"})',
    [
      [{ version: 'v1' }, 2430],
      [{ version: 'v2' }, 810],
    ],
  ],
  ['topk(scalar(none), hits_total)', 'Parameter value is NaN'],
])('answers %s', (query, expected) => {
  expect(ask(query)).toEqual(expected);
});

test('keeps a name that label_replace reads only with delayed name removal', () => {
  const query = 'label_replace(rate(hits_total{version="v1"}[1m]), "metric", "$1", "__name__", "(.+)")';
  const metricOf = (delayedNameRemoval: boolean) => {
    const result = queryInstant(createFixture(), query, 95_000, { delayedNameRemoval });
    return result.status === 'success' && result.data.resultType === 'vector' ? result.data.result[0]?.metric : undefined;
  };
  expect(metricOf(false)).toEqual({ version: 'v1' });
  expect(metricOf(true)).toEqual({ version: 'v1', metric: 'hits_total' });
});

test('orders range results by labels and leaves steps without a value out', () => {
  const result = queryRange(createFixture(), '{version=~"v."} > 60', { startMs: 0, endMs: 100_000, stepMs: 50_000 });
  expect(result).toMatchObject({
    data: {
      result: [
        {
          metric: { __name__: 'hits_total', version: 'v1' },
          points: [
            [50_000, 150],
            [100_000, 300],
          ],
        },
        { metric: { __name__: 'hits_total', version: 'v2' }, points: [[100_000, 100]] },
      ],
    },
  });
});

test('looks back five minutes, open on the left, unless told otherwise', () => {
  const count = (atMs: number, lookbackDeltaMs?: number) => {
    const result = queryInstant(createFixture(), 'hits_total', atMs, lookbackDeltaMs === undefined ? {} : { lookbackDeltaMs });
    return result.status === 'success' && result.data.resultType === 'vector' ? result.data.result.length : undefined;
  };
  expect([count(399_999), count(400_000), count(105_000, 5000), count(104_999, 5000)]).toEqual([2, 0, 0, 2]);
});
