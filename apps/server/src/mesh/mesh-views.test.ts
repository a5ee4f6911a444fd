import { afterEach, describe, expect, test } from 'vitest';
import { createMetrics } from '../metrics/metrics.ts';
import { type Call, endMs, startPrometheus } from '../metrics/prometheus.fixture.ts';
import { bookinfo, canary, clusterOf, subsets } from './cluster.fixture.ts';
import { ingressCalls as ingress, lookUntil, callsToReviews as reviews } from './mesh-views.fixture.ts';
import { createMeshViews } from './mesh-views.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

const look = lookUntil((stop) => cleanUp.push(stop));
const evenly = ['reviews-v1', 'reviews-v2', 'reviews-v3'].flatMap((to) => reviews(to, 13, 'default'));
const legacy = ['reviews-v1', 'reviews-v2', 'reviews-v3'].map((to): Call => ({ reporter: 'destination', from: '', to, rate: 0.6 }));
const split = [
  ...reviews('reviews-v3', 2, 'jason'),
  ...reviews('reviews-v1', 34, 'canary'),
  ...reviews('reviews-v2', 4, 'canary', { latencyMs: 600 }),
];
const range = { range: 300 };
const name = { namespace: 'default', name: 'reviews' };

describe('topology', () => {
  test('shows Bookinfo as callers see it', async () => {
    const views = await look('', [...ingress, ...evenly, ...legacy]);
    const { edges, sources, window } = await views.topology({ ...range, graph: 'versions' });
    expect(edges.map(({ source, target, signals }) => [source, target, Number(signals.requestsPerSecond.toFixed(3))])).toEqual([
      ['gateway:istio-system/istio-ingressgateway', 'workload:default/productpage-v1', 40],
      ['unknown:callers', 'box:default/reviews', 1.8],
      ['workload:default/productpage-v1', 'workload:default/reviews-v1', 13],
      ['workload:default/productpage-v1', 'workload:default/reviews-v2', 13],
      ['workload:default/productpage-v1', 'workload:default/reviews-v3', 13],
    ]);
    expect(sources.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(window).toEqual({ rangeSeconds: 300, endMs, effectiveRangeSeconds: 300 });
  });

  test('puts the helm where the rule decides', async () => {
    const views = await look(`${subsets}---${canary}`, split);
    const { nodes, edges, boxes } = await views.topology({ ...range, graph: 'versions' });
    const helm = nodes.find(({ kind }) => kind === 'helm');
    expect(helm).toMatchObject({ box: 'box:default/reviews', rule: { kind: 'VirtualService', namespace: 'default', name: 'reviews' } });
    const strands = edges.filter(({ kind }) => kind === 'strand');
    expect(strands.map(({ share }) => [Number(share?.seen?.toFixed(2)), share?.configured])).toEqual([
      [0.85, null],
      [0.1, null],
      [0.05, null],
    ]);
    expect(boxes.find(({ kind }) => kind === 'app')?.badges).toEqual(['split', 'rule']);
  });

  test('gives charts of an edge, whole and by route', async () => {
    const views = await look(`${subsets}---${canary}`, split);
    const element = 'workload:default/productpage-v1>helm:default/reviews/VirtualService/default/reviews:http:call';
    const charts = await views.elementCharts({ ...range, graph: 'versions', element });
    expect(charts?.requests.lines[0]?.values.at(-1)).toBeCloseTo(40, 6);
    expect(charts?.latency.lines.map(({ key }) => key)).toEqual(['p50', 'p95', 'p99']);
    expect(charts?.routes.map(({ routeName, versions }) => [routeName, versions.map(({ version }) => version)])).toEqual([
      ['canary', ['v1', 'v2']],
      ['jason', ['v3']],
    ]);
    expect(await views.elementCharts({ ...range, graph: 'versions', element: 'nothing' })).toBeNull();
  });
});

describe('a service', () => {
  test('lists its rules in order with what took them, and those whom no rule binds', async () => {
    const views = await look(`${subsets}---${canary}`, [...split, ...legacy]);
    const detail = await views.serviceDetail(name, 300);
    const rows = detail?.routes.map(({ order, routeName, kind, matches, signals }) => [
      order,
      routeName,
      kind,
      matches,
      signals?.requestsPerSecond.toFixed(1),
    ]);
    expect(rows).toEqual([
      [0, 'jason', 'rule', ['end-user = jason'], '2.0'],
      [1, 'canary', 'rule', [], '38.0'],
      [null, '', 'no-proxy', [], '1.8'],
    ]);
    expect(detail?.routes[1]?.destinations).toMatchObject([
      { label: 'v1', versionIndex: 0, shareConfigured: 0.9 },
      { label: 'v2', versionIndex: 1, shareConfigured: 0.1 },
    ]);
    expect(detail?.routes[1]?.destinations[1]?.shareSeen).toBeCloseTo(4 / 38, 6);
    expect(detail?.routes[1]?.sparkline.at(-1)).toBeCloseTo(38, 6);
    expect(detail?.routeTelemetry).toBe('on');
  });

  test('tells tries from requests where one rule alone leads to a version', async () => {
    const retried: Call = { reporter: 'destination', from: 'productpage-v1', to: 'reviews-v3', rate: 1, code: '503' };
    const detail = await (await look(`${subsets}---${canary}`, [...split, retried])).serviceDetail(name, 300);
    expect(detail?.routes.map(({ retryFactor }) => retryFactor?.toFixed(2))).toEqual(['1.50', '1.00']);
  });

  test('counts callers without a proxy in its rate and encryption', async () => {
    const views = await look('', [...evenly, ...legacy]);
    const detail = await views.serviceDetail(name, 300);
    expect(detail?.service.signals.requestsPerSecond).toBeCloseTo(40.8, 6);
    expect(detail?.service.mtlsRatio).toBeCloseTo(39 / 40.8, 6);
    expect(detail?.callers.map(({ name: caller, proxy }) => [caller, proxy])).toEqual([
      ['productpage-v1', true],
      ['unknown', false],
    ]);
    expect(detail?.routes.map(({ kind, routeName }) => [kind, routeName])).toEqual([
      ['default', 'default'],
      ['no-proxy', ''],
    ]);
  });

  test('tells by version what it can where no route names are written', async () => {
    const unnamed = split.map(({ routeName: _, ...call }) => call);
    const detail = await (await look(`${subsets}---${canary}`, unnamed)).serviceDetail(name, 300);
    expect(detail?.routeTelemetry).toBe('off');
    expect(detail?.routes.map(({ signals }) => signals?.requestsPerSecond.toFixed(1))).toEqual(['2.0', '38.0']);
  });

  test('attributes nothing where two unnamed rules lead to one version', async () => {
    const both = canary.replace('subset: v3', 'subset: v1');
    const unnamed = reviews('reviews-v1', 36, '');
    const detail = await (await look(`${subsets}---${both}`, unnamed)).serviceDetail(name, 300);
    expect(detail?.routes.map(({ kind, signals }) => [kind, signals === null])).toEqual([
      ['rule', true],
      ['rule', true],
      ['not-attributable', false],
    ]);
  });

  test('names no share for each of two workloads in one subset', async () => {
    const tracks = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets: [{name: stable, labels: {app: reviews}}, {name: next, labels: {version: v3}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - name: main
    route:
    - {destination: {host: reviews, subset: next}, weight: 20}
    - {destination: {host: reviews, subset: stable}, weight: 80}
`;
    const calls = ['reviews-v1', 'reviews-v2'].flatMap((to) => reviews(to, 40, 'main'));
    const detail = await (await look(tracks, [...calls, ...reviews('reviews-v3', 20, 'main')])).serviceDetail(name, 300);
    expect(detail?.versions.map(({ shareConfigured }) => shareConfigured)).toEqual([null, null, null]);
    // Pods of v3 carry the labels of both subsets.
    expect(detail?.routes[0]?.destinations.find(({ label }) => label === 'next')).toMatchObject({ shareSeen: null, shareConfigured: 0.2 });
  });
});

describe('steering', () => {
  test('names who governs from each side', async () => {
    const views = await look(`${subsets}---${canary}`, [...ingress, ...split]);
    const steering = await views.steering(name, 300);
    expect(steering?.vantages).toMatchObject([{ via: 'mesh', governing: { name: 'reviews' }, host: 'reviews.default.svc.cluster.local' }]);
    expect(steering?.vantages[0]?.requestsPerSecond).toBeCloseTo(40, 6);
    expect(steering?.objects.map(({ kind }) => kind)).toEqual(['VirtualService', 'DestinationRule']);
    expect(steering?.workloads.map(({ version, requestsPerSecond }) => [version, Math.round(requestsPerSecond)])).toEqual([
      ['v1', 34],
      ['v2', 4],
      ['v3', 2],
    ]);
    const page = await views.steering({ namespace: 'default', name: 'productpage' }, 300);
    expect(page?.vantages.map(({ via, governing, requestsPerSecond }) => [via, governing?.name, Math.round(requestsPerSecond)])).toEqual([
      ['mesh', undefined, 0],
      ['default/bookinfo-gateway', 'bookinfo', 40],
    ]);
  });

  test('names the older object of another namespace that owns the host', async () => {
    const older = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: platform, namespace: istio-system, creationTimestamp: "2025-01-01T00:00:00Z"}
spec:
  hosts: [reviews.default.svc.cluster.local]
  http: [{route: [{destination: {host: reviews.default.svc.cluster.local}}]}]
`;
    const steering = await (await look(`${canary}---${older}`, [])).steering(name, 300);
    expect(steering?.vantages[0]?.governing).toEqual({ kind: 'VirtualService', namespace: 'istio-system', name: 'platform' });
  });
});

describe('watching', () => {
  const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
  const ask = { ref, historySeconds: 300 };

  test('a canary: share, errors by test, latency by bucket', async () => {
    const failing = reviews('reviews-v2', 0.4, 'canary', { code: '500' });
    const views = await look(`${subsets}---${canary}`, [...split, ...failing]);
    const watch = await views.watch({ ...ask, kind: 'canary', ruleIndex: 1 });
    expect(watch.window.effectiveRangeSeconds).toBe(60);
    expect(watch.contenders.map(({ label, shareConfigured }) => [label, shareConfigured])).toEqual([
      ['v1', 0.9],
      ['v2', 0.1],
    ]);
    expect(watch.verdicts.map(({ code }) => code)).toEqual(['share-as-intended', 'errors-worse', 'latency-worse']);
    expect(watch.charts.share?.lines.map(({ key }) => key)).toEqual(['v1', 'v2']);
    expect(watch.notes).toEqual([]);
  });

  test('a canary with too little traffic to compare', async () => {
    const few = [...reviews('reviews-v1', 9, 'canary'), ...reviews('reviews-v2', 1, 'canary')];
    const watch = await (await look(`${subsets}---${canary}`, few)).watch({ ...ask, kind: 'canary', ruleIndex: 1 });
    expect(watch.verdicts).toMatchObject([
      { code: 'share-as-intended' },
      { code: 'too-few-requests', values: { label: 'v2', requests: 60 } },
    ]);
  });

  test('a mirror: copies beside the live requests they copy', async () => {
    const mirrored = canary.replace(
      'subset: v2}, weight: 10}',
      'subset: v2}, weight: 10}\n    mirror: {host: reviews, subset: v3}\n    mirrorPercentage: {value: 50}',
    );
    const live = [...reviews('reviews-v1', 36, 'canary'), ...reviews('reviews-v2', 4, 'canary')];
    const copies: Call = { reporter: 'destination', from: 'productpage-v1', to: 'reviews-v3', rate: 20, latencyMs: 30 };
    const watch = await (await look(`${subsets}---${mirrored}`, [...live, copies])).watch({ ...ask, kind: 'mirror', ruleIndex: 1 });
    expect(
      watch.contenders.map(({ label, shadow, shareConfigured, signals }) => [
        label,
        shadow,
        shareConfigured,
        Math.round(signals.requestsPerSecond),
      ]),
    ).toEqual([
      ['live', false, null, 40],
      ['v3', true, 0.5, 20],
    ]);
    expect(watch.contenders[1]?.shareSeen).toBeCloseTo(0.5, 6);
    expect(watch.verdicts.map(({ code }) => code)).toEqual(['shadow-as-intended', 'errors-alike', 'latency-worse']);
    expect(watch.notes.map(({ code }) => code)).toEqual(['latency-at-callee', 'shadow-alone']);
    expect(watch.charts.requests.lines.map(({ key, values }) => [key, Math.round(values.at(-1) ?? 0)])).toEqual([
      ['live', 40],
      ['v3', 20],
    ]);
  });

  test('a fault: what was harmed against what should be', async () => {
    const harmful = canary.replace('  - name: canary', '  - name: canary\n    fault: {delay: {percentage: {value: 25}, fixedDelay: 2s}}');
    const calls = [...reviews('reviews-v1', 30, 'canary'), ...reviews('reviews-v1', 10, 'canary', { flags: 'DI', latencyMs: 2010 })];
    const watch = await (await look(`${subsets}---${harmful}`, calls)).watch({ ...ask, kind: 'fault', ruleIndex: 1 });
    expect(watch.contenders.map(({ label, shareSeen }) => [label, shareSeen])).toEqual([
      ['rule', null],
      ['delayed', 0.25],
    ]);
    expect(watch.verdicts).toMatchObject([{ code: 'delay-as-intended', values: { delayMs: 2000, configured: 0.25 } }]);
    expect(watch.contenders[0]?.signals.p99).toMatchObject({ lowMs: 1000, highMs: 2500 });
  });

  test('says that there is no such rule', async () => {
    const watch = await (await look('', [])).watch({ ...ask, kind: 'canary', ruleIndex: 4 });
    expect(watch).toMatchObject({ contenders: [], notes: [{ code: 'no-rule' }] });
  });
});

test('traffic lists what is steered, mirrored and harmed', async () => {
  const all = canary.replace(
    '  - name: canary',
    '  - name: canary\n    fault: {abort: {percentage: {value: 1}, httpStatus: 503}}\n    mirror: {host: reviews, subset: v3}',
  );
  const { experiments } = await (await look(`${subsets}---${all}`, split)).traffic(range);
  expect(
    experiments.map(({ kind, ruleIndex, configured }) => [
      kind,
      ruleIndex,
      configured.map(({ label, value, unit }) => `${label} ${value} ${unit}`),
    ]),
  ).toEqual([
    ['rules', 0, ['v3 100 %']],
    ['canary', 1, ['v1 90 %', 'v2 10 %']],
    ['mirror', 1, ['v3 100 %']],
    ['fault', 1, ['abort 503 status', 'abort 1 %']],
  ]);
});

describe('bad weather', () => {
  test('without Prometheus the cluster is still drawn, its health unknown', async () => {
    const metrics = createMetrics({ url: 'http://127.0.0.1:1', timeoutMs: 1000, now: () => endMs });
    cleanUp.push(metrics.stop);
    const views = createMeshViews({ cluster: clusterOf(bookinfo(`${subsets}---${canary}`)), metrics, now: () => endMs });
    const { nodes, sources } = await views.topology({ ...range, graph: 'versions' });
    expect(new Set(nodes.map(({ signals }) => signals.health))).toEqual(new Set(['unknown']));
    expect(sources.map(({ state }) => state)).toEqual(['ok', 'failed']);
    expect(await views.serviceDetail(name, 300)).toMatchObject({
      charts: null,
      routes: [{ signals: null }, { signals: null }],
      routeTelemetry: 'unknown',
    });
  });

  test('what was never charted has no charts once Prometheus stops, and the answer names the source that is missing', async () => {
    const prometheus = await startPrometheus();
    prometheus.write([...ingress, ...split]);
    const metrics = createMetrics({ url: prometheus.url, timeoutMs: 1000, now: () => endMs });
    cleanUp.push(metrics.stop);
    const views = createMeshViews({ cluster: clusterOf(bookinfo(`${subsets}---${canary}`)), metrics, now: () => endMs });
    await Promise.all([views.services(range), views.traffic({ range: 60 })]);
    await prometheus.stop();
    const missing = [
      { state: 'ok' },
      { source: 'prometheus', state: 'stale', dataMs: endMs, message: expect.stringContaining('ECONNREFUSED') },
    ];
    const detail = await views.serviceDetail(name, 300);
    expect(detail).toMatchObject({ charts: null, sources: missing });
    expect(detail?.service.signals.requestsPerSecond).toBeCloseTo(40, 6);
    const element = 'workload:default/productpage-v1';
    expect(await views.elementCharts({ ...range, graph: 'versions', element })).toMatchObject({
      requests: { timesMs: [] },
      sources: missing,
    });
    const ref = { kind: 'VirtualService', ...name };
    for (const kind of ['canary', 'mirror', 'fault'] as const)
      expect(await views.watch({ kind, ref, ruleIndex: 1, historySeconds: 300 })).toMatchObject({
        charts: { requests: { timesMs: [] } },
        sources: missing,
      });
  });

  test('a cluster without Istio shows its services', async () => {
    const prometheus = await startPrometheus();
    const metrics = createMetrics({ url: prometheus.url, timeoutMs: 5000, now: () => endMs });
    cleanUp.push(prometheus.stop, metrics.stop);
    const plain = bookinfo().filter(({ apiVersion }) => !apiVersion.includes('istio.io'));
    const views = createMeshViews({ cluster: clusterOf(plain), metrics, now: () => endMs });
    expect((await views.services(range)).services.map((row) => row.name)).toEqual(['details', 'productpage', 'ratings', 'reviews']);
    expect((await views.traffic(range)).experiments).toEqual([]);
    expect(await views.serviceDetail({ namespace: 'default', name: 'nothing' }, 300)).toBeNull();
  });

  test('a cluster that cannot be read is drawn from metrics', async () => {
    const prometheus = await startPrometheus();
    prometheus.write([...ingress, ...evenly]);
    const metrics = createMetrics({ url: prometheus.url, timeoutMs: 5000, now: () => endMs });
    cleanUp.push(prometheus.stop, metrics.stop);
    const views = createMeshViews({ cluster: clusterOf([]), metrics, now: () => endMs });
    const { nodes, boxes } = await views.topology({ ...range, graph: 'versions' });
    expect(nodes.map((node) => node.name).sort()).toEqual([
      'istio-ingressgateway',
      'productpage-v1',
      'reviews-v1',
      'reviews-v2',
      'reviews-v3',
    ]);
    expect(boxes.map(({ id }) => id)).toContain('box:default/reviews');
  });
});
