import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeTo } from './conformance/close-to.ts';
import { findPrometheus, type RealPrometheus, startRealPrometheus } from './conformance/real-prometheus.ts';
import type { Sample } from './exposition/sample.ts';
import { createPrometheusApi } from './http/prometheus-api.ts';
import { createStore } from './store/store.ts';

const startMs = 1_700_000_400_000;
const scrapeMs = 5000;
const scrapes = 480;

/** Between two scrapes, so that no window begins or ends on a sample: there Prometheus 2 and 3 differ. */
const askedMs = startMs + 1_802_500;

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const bounds = ['5', '10', '25', '50', '100', '250', '1000', '+Inf'];
const versions = ['v1', 'v2', 'v3'];

/** Requests of three versions seen by both reporters, a histogram each, a restart, a late and an early series, and gauges. */
function createSamples(): Sample[] {
  const random = createRandom(11);
  const samples: Sample[] = [];
  const counters = new Map<string, number>();
  const put = (labels: Record<string, string>, value: number, timestampMs: number) => samples.push({ labels, value, timestampMs });
  // A counter begins at zero: where one begins at more, Prometheus 2 extrapolates its start by a little more than 3 does.
  const count = (labels: Record<string, string>, by: number, timestampMs: number) => {
    const key = JSON.stringify(labels);
    const before = counters.get(key);
    const value = before === undefined ? 0 : before + by;
    counters.set(key, value);
    put(labels, value, timestampMs);
  };
  for (let i = 0; i < scrapes; i++) {
    const timeMs = startMs + i * scrapeMs + 1 + Math.floor(random() * 40);
    if (i === 250) for (const key of counters.keys()) if (key.includes('"v1"')) counters.set(key, 0);
    for (const version of versions) {
      for (const reporter of ['source', 'destination']) {
        const labels = {
          reporter,
          destination_workload: `reviews-${version}`,
          destination_version: version,
          destination_service: 'reviews.default.svc',
        };
        const requests = Math.floor(random() * 40);
        for (const code of ['200', '503']) {
          if (version === 'v3' && (i < 200 || (code === '503' && i > 320))) continue;
          const by = code === '200' ? requests : Math.floor(random() * 2);
          count({ __name__: 'istio_requests_total', ...labels, response_code: code, route_name: `to-${version}` }, by, timeMs);
        }
        let below = 0;
        bounds.forEach((le, j) => {
          below += j === bounds.length - 1 ? requests - below : Math.floor((requests - below) * random() * 0.6);
          count({ __name__: 'istio_request_duration_milliseconds_bucket', ...labels, le }, below, timeMs);
        });
        count({ __name__: 'istio_request_duration_milliseconds_sum', ...labels }, requests * random() * 80, timeMs);
        count({ __name__: 'istio_request_duration_milliseconds_count', ...labels }, requests, timeMs);
      }
      put({ __name__: 'up', job: 'reviews', instance: version }, random() < 0.1 ? 0 : 1, timeMs);
      put({ __name__: 'memory_bytes', instance: version }, 1e8 * (1 + random()), timeMs);
    }
    put({ __name__: 'on_the_grid', kind: 'exact' }, i, startMs + i * scrapeMs);
  }
  return samples;
}

const requests = 'istio_requests_total{reporter="source"}';
const by = 'destination_workload, response_code';
const rate = (window: string, matchers = 'reporter="source"') => `rate(istio_requests_total{${matchers}}[${window}])`;
const buckets = (window: string) => `rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[${window}])`;

const queries = [
  requests,
  `${requests} offset 7m`,
  `istio_requests_total{response_code=~"5.."}`,
  `istio_requests_total{destination_workload!~"reviews-v[12]", reporter!="source"}`,
  rate('1m'),
  rate('5m'),
  rate('13s'),
  `sum by (${by}) (${rate('1m')})`,
  `sum by (${by}) (${rate('5m')})`,
  `sum by (${by}) (${rate('30m')})`,
  `sum without (response_code, route_name) (${rate('5m')})`,
  `avg by (destination_version) (${rate('5m')})`,
  `max(${rate('5m')})`,
  `min by (response_code) (${rate('5m')})`,
  `count by (destination_workload) (istio_requests_total)`,
  `group by (response_code) (istio_requests_total)`,
  `stddev(${rate('5m')})`,
  `stdvar by (reporter) (rate(istio_requests_total[5m]))`,
  `quantile(0.9, ${rate('5m')})`,
  `topk(2, ${rate('5m')})`,
  `bottomk by (response_code) (1, ${rate('5m')})`,
  `count_values("value", up)`,
  `irate(${requests}[1m])`,
  `increase(${requests}[5m])`,
  `sum(increase(${requests}[1h]))`,
  `delta(memory_bytes[5m])`,
  `idelta(memory_bytes[1m])`,
  `deriv(memory_bytes[10m])`,
  `predict_linear(memory_bytes[10m], 600)`,
  `resets(${requests}[30m])`,
  `changes(up[20m])`,
  `avg_over_time(up[10m])`,
  `min_over_time(memory_bytes[10m])`,
  `max_over_time(memory_bytes[10m])`,
  `sum_over_time(up[10m])`,
  `count_over_time(up[10m])`,
  `last_over_time(${requests}[20m])`,
  `present_over_time(${requests}[20m])`,
  `stddev_over_time(memory_bytes[10m])`,
  `stdvar_over_time(up[10m])`,
  `quantile_over_time(0.75, memory_bytes[10m])`,
  `histogram_quantile(0.5, sum by (le) (${buckets('5m')}))`,
  `histogram_quantile(0.95, sum by (le, destination_workload) (${buckets('1m')}))`,
  `histogram_quantile(0.99, ${buckets('5m')})`,
  `sum by (destination_workload) (rate(istio_request_duration_milliseconds_sum[5m])) / sum by (destination_workload) (rate(istio_request_duration_milliseconds_count[5m]))`,
  `sum(${rate('5m', 'reporter="source", response_code=~"5.*"')}) / sum(${rate('5m')})`,
  `sum by (destination_workload) (${rate('5m')}) / on() group_left sum(${rate('5m')})`,
  `sum by (destination_workload, response_code) (${rate('5m')}) / on(destination_workload) group_left sum by (destination_workload) (${rate('5m')})`,
  `${rate('5m', 'reporter="destination"')} - ignoring(reporter) ${rate('5m')}`,
  `${rate('5m')} > 1`,
  `${rate('5m')} > bool 1`,
  `10 < ${requests} and ${requests} unless istio_requests_total{response_code="503"}`,
  `istio_requests_total{response_code="404"} or sum by (destination_workload) (up) or vector(0)`,
  `absent(istio_requests_total{response_code="404"})`,
  `absent_over_time(istio_requests_total{response_code="404", reporter="source"}[5m])`,
  `label_replace(up, "version", "$1", "instance", "(v.)")`,
  `label_join(up, "both", "-", "job", "instance")`,
  `clamp(${rate('5m')}, 0.5, 2)`,
  `clamp_max(memory_bytes, 1.5e8)`,
  `round(memory_bytes, 1000)`,
  `ceil(${rate('5m')}) + floor(${rate('5m')}) * sqrt(abs(-${rate('5m')}))`,
  `ln(memory_bytes) + log2(memory_bytes) - log10(memory_bytes) + exp(up)`,
  `sgn(up - 1) + sin(up) * cos(up)`,
  `scalar(sum(up)) + time()`,
  `timestamp(up)`,
  `hour() * 100 + minute() + day_of_week() + day_of_month() * month() + year() + days_in_month()`,
  `sort_desc(sum by (destination_workload) (${rate('5m')}))`,
  `max_over_time(sum(${rate('1m')})[20m:30s])`,
  `avg_over_time((${rate('1m')})[10m:1m] offset 3m)`,
  `min_over_time(up[10m:15s])`,
  `sum(rate(istio_requests_total[5m] @ ${(startMs + 1_000_000) / 1000 + 2.5}))`,
  `sum(istio_requests_total @ end()) - sum(istio_requests_total @ start())`,
  `-sum(up) ^ 2 % 5`,
  `sum(up) atan2 2`,
  `vector(1) == bool 1`,
  `memory_bytes[21s]`,
  `up[2m:30s]`,
];

const folder = await findPrometheus();
if (folder === undefined)
  console.log('Skipped: the comparison with Prometheus needs prometheus and promtool (Debian: apt-get install prometheus).');

test.runIf(process.env.CI === 'true')('has the real tools in continuous integration', () => {
  expect(folder).toBeDefined();
});

describe.skipIf(folder === undefined)('beside a real Prometheus with the same samples', () => {
  let real: RealPrometheus;
  let server: Server;
  let ours: string;

  beforeAll(async () => {
    const samples = createSamples();
    const store = createStore({ retentionMs: 86_400_000 });
    for (const { labels, value, timestampMs } of samples) store.series(labels).append(timestampMs ?? 0, value);
    const api = createPrometheusApi({ store });
    server = createServer(api.handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    ours = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    real = await startRealPrometheus(folder ?? '', samples);
  });

  afterAll(async () => {
    server.close();
    await real.stop();
  });

  async function ask(origin: string, path: string, parameters: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${origin}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer: unknown = await response.json();
    if (!isAnswer(answer)) throw new Error(`no answer from ${path}`);
    return answer;
  }

  test.each(queries)('answers an instant query alike: %s', async (query) => {
    for (const atMs of [askedMs, startMs + 1_200_000 + 2500, startMs + scrapes * scrapeMs + 122_500]) {
      const parameters = { query, time: String(atMs / 1000) };
      expectAlike(await ask(ours, 'query', parameters), await ask(real.origin, 'query', parameters));
    }
  });

  test.each(queries.filter((query) => !/\]$/.test(query)))('answers a range query alike: %s', async (query) => {
    const parameters = { query, start: String(askedMs / 1000 - 1200), end: String(askedMs / 1000 + 900), step: '15' };
    expectAlike(await ask(ours, 'query_range', parameters), await ask(real.origin, 'query_range', parameters));
  });

  test.each([
    'up +',
    'rate(up)',
    'sum(up) by (',
    'up * on(job) up',
    'up + on(job) group_left up',
    '{a=""}',
    'topk(up)',
    '1 > 2',
    'label_replace(up, "x", "", "y", "(")',
  ])('refuses alike: %s', async (query) => {
    const parameters = { query, time: String(askedMs / 1000) };
    const [mine, theirs] = [await ask(ours, 'query', parameters), await ask(real.origin, 'query', parameters)];
    expect([mine.status, mine.errorType]).toEqual([theirs.status, theirs.errorType]);
    expect(mine.status).toBe('error');
  });

  test('differs where a window begins on a sample: Prometheus 2 counts it, Prometheus 3 does not', async () => {
    const parameters = { query: 'count_over_time(on_the_grid[10s])', time: String((startMs + 60_000) / 1000) };
    const counts = await Promise.all([ask(ours, 'query', parameters), ask(real.origin, 'query', parameters)]);
    const { data } = await ask(real.origin, 'status/buildinfo', {});
    const version = JSON.stringify(data);
    expect(counts.map(({ data }) => data?.result?.[0])).toMatchObject([
      { value: [expect.any(Number), '2'] },
      { value: [expect.any(Number), version.includes('"version":"2.') ? '3' : '2'] },
    ]);
  });
});

interface AnsweredSeries {
  metric?: Record<string, string>;
  value?: [time: number, value: string];
  values?: [time: number, value: string][];
}

interface Answer {
  status: string;
  errorType?: string;
  data?: { resultType?: string; result?: AnsweredSeries[] };
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'status' in value;
}

/** Equal in everything but the last digits of values, and the order of series. */
function expectAlike(mine: Answer, theirs: Answer): void {
  expect(theirs.status).toBe('success');
  expect(mine.status).toBe('success');
  expect(flatten(mine)).toEqual(closeTo(flatten(theirs)));
}

function flatten({ data }: Answer): Record<string, string> {
  const values: Record<string, string> = {};
  if (data?.resultType === 'scalar' || data?.resultType === 'string') return { only: JSON.stringify(data.result) };
  for (const { metric = {}, value, values: points } of data?.result ?? []) {
    const name = JSON.stringify(Object.entries(metric).sort());
    for (const [time, text] of points ?? (value === undefined ? [] : [value])) values[`${name} at ${time}`] = text;
  }
  return values;
}
