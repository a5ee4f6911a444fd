import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
import { endMs, seenByBoth, startPrometheus, type TestPrometheus } from './prometheus.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(extra: Partial<MetricsOptions> = {}): Promise<{ prometheus: TestPrometheus; metrics: Metrics }> {
  const prometheus = await startPrometheus();
  const metrics = createMetrics({ url: prometheus.url, timeoutMs: 5000, now: () => endMs, ...extra });
  cleanUp.push(prometheus.stop, metrics.stop);
  return { prometheus, metrics };
}

test('reads rates as they were written, each reporter by itself', async () => {
  const { prometheus, metrics } = await start();
  prometheus.write(seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 40, routeName: 'canary' }));
  const snapshot = await metrics.snapshot(300);
  expect(snapshot).toMatchObject({ rangeSeconds: 300, effectiveRangeSeconds: 300, endMs });
  expect(snapshot?.traffic.requests.map((sample) => [sample.reporter, sample.routeName])).toEqual([
    ['source', 'canary'],
    ['destination', ''],
  ]);
  for (const sample of snapshot?.traffic.requests ?? []) expect(sample.requestsPerSecond).toBeCloseTo(40, 6);
  expect(snapshot?.traffic.durations[0]?.buckets.find(({ leMs }) => leMs === 10)?.perSecond).toBeCloseTo(40, 6);
});

test('asks as many queries for fifty namespaces and fifty viewers as for one of each', async () => {
  const counts: number[] = [];
  for (const size of [1, 50]) {
    const { prometheus, metrics } = await start();
    const calls = Array.from({ length: size }, (_, index) =>
      seenByBoth({ from: `web-v1.ns${index}`, to: `api-v1.ns${index}`, rate: 1 }),
    ).flat();
    prometheus.write(calls, 60);
    await Promise.all(Array.from({ length: size }, () => metrics.snapshot(300)));
    await metrics.snapshot(300);
    expect(metrics.queriesSent()).toBe(prometheus.received());
    counts.push(metrics.queriesSent());
  }
  expect(counts[1]).toBe(counts[0]);
  expect(counts[0]).toBeLessThanOrEqual(10);
});

test('never averages over fewer than four scrapes', async () => {
  const { metrics } = await start({ scrapeIntervalSeconds: 60 });
  expect((await metrics.snapshot(60))?.effectiveRangeSeconds).toBe(240);
  expect(metrics.refreshSeconds(60)).toBe(60);
});

test('finds out how often Prometheus scrapes', async () => {
  const { prometheus, metrics } = await start();
  prometheus.write(seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 1 }));
  await metrics.snapshot(60);
  expect(metrics.refreshSeconds(60)).toBe(5);
  expect(metrics.refreshSeconds(3600)).toBe(60);
});

test('keeps the last data when Prometheus stops, says so, backs off and recovers', async () => {
  let now = endMs;
  const { prometheus, metrics } = await start({ now: () => now });
  prometheus.write(seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 40 }));
  expect(metrics.state().state).toBe('starting');
  await metrics.snapshot(300);
  expect(metrics.state()).toMatchObject({ state: 'ok', dataMs: endMs });

  await prometheus.stop();
  now += 10_000;
  expect((await metrics.snapshot(300))?.endMs).toBe(endMs);
  expect(metrics.state()).toMatchObject({ state: 'stale', dataMs: endMs, nextTryMs: now + 1000 });
  expect(metrics.state().message).toContain('ECONNREFUSED');
  const sent = metrics.queriesSent();
  await metrics.snapshot(300);
  expect(metrics.queriesSent()).toBe(sent);

  await prometheus.start();
  now += 5000;
  expect((await metrics.snapshot(300))?.endMs).toBe(now);
  expect(metrics.state()).toMatchObject({ state: 'ok', message: null });
});

test('says what Prometheus said when there never was data', async () => {
  const { prometheus, metrics } = await start();
  await prometheus.stop();
  expect(await metrics.snapshot(300)).toBeNull();
  expect(metrics.state()).toMatchObject({ source: 'prometheus', state: 'failed', dataMs: null });
});

test('serves a chart to everyone from one query, on steps aligned to the clock', async () => {
  const { prometheus, metrics } = await start({ scrapeIntervalSeconds: 5 });
  prometheus.write(seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 40 }));
  const ask = () => metrics.matrix((window) => `sum(rate(istio_requests_total{reporter="source"}[${window}]))`, 300);
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(metrics.queriesSent()).toBe(1);
  expect(second).toBe(first);
  expect(first?.timesMs).toHaveLength(61);
  expect(first?.timesMs.at(-1)).toBe(endMs);
  for (const value of first?.rows[0]?.values ?? []) expect(value).toBeCloseTo(40, 6);
});

test('leaves gaps where nothing was scraped', async () => {
  const { prometheus, metrics } = await start({ scrapeIntervalSeconds: 5 });
  prometheus.write(seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 40 }), 100);
  const matrix = await metrics.matrix((window) => `sum(rate(istio_requests_total[${window}]))`, 300);
  expect(matrix.rows[0]?.values.slice(0, 39).every((value) => value === null)).toBe(true);
  expect(matrix.rows[0]?.values.at(-1)).toBeCloseTo(80, 6);
});

test('sends credentials read anew, headers, and its matchers', async () => {
  const seen: { headers: IncomingHttpHeaders; query: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, query: new URLSearchParams(body).get('query') ?? '' });
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const bearerTokenFile = path.join(await mkdtemp(path.join(tmpdir(), 'pidalio-')), 'token');
  await writeFile(bearerTokenFile, 'first\n');
  const metrics = createMetrics({
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/prom/`,
    timeoutMs: 5000,
    now: () => endMs,
    scrapeIntervalSeconds: 15,
    bearerTokenFile,
    headers: { 'X-Scope-OrgID': 'team' },
    matchers: 'cluster="eu"',
  });
  cleanUp.push(metrics.stop);
  await metrics.snapshot(300);
  await writeFile(bearerTokenFile, 'second');
  await metrics.snapshot(600);
  expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer first', 'x-scope-orgid': 'team' });
  expect(seen.at(-1)?.headers.authorization).toBe('Bearer second');
  expect(seen.every(({ query }) => query.includes('{cluster="eu",'))).toBe(true);
});

test('passes on the words of an error that Prometheus answers', async () => {
  const { metrics } = await start({ matchers: 'a="b"', scrapeIntervalSeconds: 5 });
  await metrics.matrix(() => 'sum(rate(x))', 300);
  expect(metrics.state().message).toMatch(/^bad_data: /);
});
