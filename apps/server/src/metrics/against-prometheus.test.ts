import { createServer, type Server } from 'node:http';
import { createPrometheusApi, createStore, type Sample } from '@pidalio/sim-prometheus';
import { closeTo, findPrometheus, type RealPrometheus, startRealPrometheus } from '@pidalio/sim-prometheus/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from '../mesh/history.ts';
import { createCharts, type Matrix } from './charts.ts';
import { createPrometheusClient, type PrometheusClient, type Series } from './prometheus-client.ts';
import { paceQuery, snapshotQueries } from './queries.ts';
import { trackSource } from './source-health.ts';

const scrapeMs = 5000;
/** A round time, as the server asks for; scrapes lie beside it, so that no window begins or ends on a sample. */
const endMs = Date.UTC(2026, 0, 1, 12, 0, 0);
const startMs = endMs - 1_200_000;

const bounds = ['1', '5', '10', '25', '100', '500', '1000', '2500', '+Inf'];
const versions = ['v1', 'v2', 'v3'];

/** Both reporters of a split service, with failures, cut-off calls, a restart and a version that comes late; and TCP to a database. */
function createSamples(): Sample[] {
  const samples: Sample[] = [];
  const counters = new Map<string, number>();
  // A counter begins at zero: where one begins at more, Prometheus 2 extrapolates its start by a little more than 3 does.
  const count = (labels: Record<string, string>, by: number, timestampMs: number) => {
    const key = JSON.stringify(labels);
    const before = counters.get(key);
    const value = before === undefined ? 0 : before + by;
    counters.set(key, value);
    samples.push({ labels, value, timestampMs });
  };
  for (let scrape = 0; startMs + scrape * scrapeMs < endMs; scrape++) {
    const timeMs = startMs + scrape * scrapeMs + 1 + ((scrape * 7) % 40);
    if (scrape === 100) for (const key of counters.keys()) if (key.includes('reviews-v1')) counters.set(key, 0);
    for (const [index, version] of versions.entries()) {
      if (version === 'v3' && scrape < 150) continue;
      for (const reporter of ['source', 'destination']) {
        const ends = endsOf(reporter, `reviews-${version}`);
        const by = 20 + ((scrape * (index + 3)) % 17);
        for (const [code, flags, requests] of [
          ['200', '-', by],
          ['503', 'UC', scrape % 3],
          ['0', 'DC', index === 1 ? 1 : 0],
        ] as const)
          count({ __name__: 'istio_requests_total', ...ends, response_code: code, response_flags: flags }, requests, timeMs);
        bounds.forEach((le, bound) => {
          const below = bound === bounds.length - 1 ? by : Math.floor((by * (bound + index)) / (bounds.length + 2));
          count({ __name__: 'istio_request_duration_milliseconds_bucket', ...ends, le }, below, timeMs);
        });
      }
    }
    for (const [name, by] of [
      ['sent_bytes', 900],
      ['received_bytes', 4000 + (scrape % 13)],
      ['connections_opened', scrape % 2],
    ] as const)
      count({ __name__: `istio_tcp_${name}_total`, ...endsOf('destination', 'mysqldb-v1') }, by, timeMs);
  }
  return samples;
}

function endsOf(reporter: string, workload: string): Record<string, string> {
  const [app = '', version = ''] = workload.split('-');
  return {
    reporter,
    source_workload: 'productpage-v1',
    source_workload_namespace: 'default',
    source_canonical_service: 'productpage',
    source_canonical_revision: 'v1',
    destination_workload: workload,
    destination_workload_namespace: 'default',
    destination_canonical_service: app,
    destination_canonical_revision: version,
    destination_service: `${app}.default.svc.cluster.local`,
    destination_service_name: app,
    destination_service_namespace: 'default',
    request_protocol: 'http',
    connection_security_policy: reporter === 'source' ? 'unknown' : 'mutual_tls',
    ...(reporter === 'source' ? { route_name: 'canary' } : {}),
  };
}

const folder = await findPrometheus();
if (folder === undefined)
  console.log('Skipped: the comparison with Prometheus needs prometheus and promtool (Debian: apt-get install prometheus).');

test.runIf(process.env.CI === 'true')('has the real tools in continuous integration', () => {
  expect(folder).toBeDefined();
});

describe.skipIf(folder === undefined)('beside a real Prometheus with the same samples', () => {
  let server: Server;
  let real: RealPrometheus;
  let ours: PrometheusClient;
  let theirs: PrometheusClient;

  beforeAll(async () => {
    const samples = createSamples();
    const store = createStore({ retentionMs: 86_400_000 });
    for (const { labels, value, timestampMs } of samples) store.series(labels).append(timestampMs ?? 0, value);
    server = createServer(createPrometheusApi({ store, now: () => endMs }).handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    ours = createPrometheusClient({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, timeoutMs: 10_000 });
    real = await startRealPrometheus(folder ?? '', samples);
    theirs = createPrometheusClient({ url: real.origin, timeoutMs: 10_000 });
  }, 60_000);

  afterAll(async () => {
    await Promise.all([ours.close(), theirs.close(), real.stop()]);
    server.close();
  });

  const snapshots = [20, 60, 300, 900].flatMap((seconds) =>
    Object.entries(snapshotQueries(seconds)).map(([name, query]) => [`${name} ${seconds} s`, query]),
  );

  test.each([...snapshots, ['pace', paceQuery]])('answers the query of a snapshot alike: %s', async (_, query = '') => {
    for (const atMs of [endMs, endMs - 305_000]) {
      const [mine, real] = await Promise.all([ours, theirs].map(async (client) => valuesOf(await client.query(query, atMs))));
      expect(Object.keys(real ?? {}).length).toBeGreaterThan(0);
      expect(mine).toEqual(closeTo(real ?? {}));
    }
  });

  test.each([60, 300, 900])('draws the charts of a service alike over %i s', async (rangeSeconds) => {
    const [mine, real] = await Promise.all([ours, theirs].map((client) => chartsOf(client, rangeSeconds)));
    expect(Object.keys(real ?? {}).length).toBeGreaterThan(1000);
    expect(mine).toEqual(closeTo(real ?? {}));
  });
});

function valuesOf(answer: { ok: true; series: Series[] } | { ok: false; message: string }): Record<string, number> {
  if (!answer.ok) throw new Error(answer.message);
  const entries = answer.series.flatMap(({ labels, points }) => points.map(([timeMs, value]) => [keyOf(labels, timeMs), value] as const));
  return Object.fromEntries(entries);
}

/** Everything that the server asks for one history, and the queries it shows to people. */
async function chartsOf(client: PrometheusClient, rangeSeconds: number): Promise<Record<string, number>> {
  const health = trackSource('prometheus', () => endMs);
  const { matrix } = createCharts(client, health, { now: () => endMs, scrapeIntervalSeconds: () => scrapeMs / 1000 });
  const drawn: Matrix[] = [];
  const keep = async (promql: (window: string) => string, seconds: number): Promise<Matrix> => {
    const answer = await matrix(promql, seconds);
    drawn.push(answer);
    return answer;
  };
  const labels = { destination_service_namespace: 'default', destination_service_name: 'reviews' };
  const history = await readHistory({ matrix: keep }, { live: [], shadow: [], reports: () => true }, labels, rangeSeconds);
  const shown = [history.query('destination_workload', { route_name: ['canary'] }), history.query(), history.quantileQuery(0.99)];
  for (const query of shown) await keep(() => query, rangeSeconds);
  expect(health.state()).not.toMatchObject({ state: 'failed' });
  const points = drawn.flatMap(({ query, timesMs, rows }) =>
    rows.flatMap((row) => row.values.map((value, at) => [`${query} ${keyOf(row.labels, timesMs[at] ?? 0)}`, value ?? Number.NaN] as const)),
  );
  return Object.fromEntries(points);
}

function keyOf(labels: Readonly<Record<string, string>>, timeMs: number): string {
  return `${JSON.stringify(Object.entries(labels).sort())} at ${timeMs}`;
}
