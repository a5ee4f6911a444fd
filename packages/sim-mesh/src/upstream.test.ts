import { describe, expect, test } from 'vitest';
import { BOOKINFO_PODS, BOOKINFO_SERVICES, pod } from './bookinfo-cluster.fixture.ts';
import { destinationRule, Run, to, virtualService } from './run.fixture.ts';

const SENT = { reporter: 'source', source_workload: 'productpage-v1', destination_service_name: 'reviews' };
const RECEIVED = { reporter: 'destination', source_workload: 'productpage-v1', destination_service_name: 'reviews' };
const NO_BATCH = { 'legacy-requests-per-second': '0' };

describe('circuit breakers', () => {
  const narrow = (pool: object) => destinationRule('reviews', { trafficPolicy: { connectionPool: pool } });

  test('what finds no connection and no place in line is 503 UO, seen by the caller only', () => {
    const objects = [narrow({ tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } })];
    const run = new Run({ objects, knobs: NO_BATCH }).seconds(60).drained();
    const overflown = run.requests({ ...SENT, response_code: '503', response_flags: 'UO', destination_workload: 'unknown' });
    expect(overflown).toBeGreaterThan(50);
    expect(run.requests({ ...SENT, response_code: '200' })).toBe(run.requests(SENT) - overflown);
    expect(run.requests(RECEIVED)).toBe(run.requests(SENT) - overflown);
  });

  test('who waits for a connection gets it, and waits in the time of the caller', () => {
    const run = new Run({ objects: [narrow({ tcp: { maxConnections: 1 } })], knobs: NO_BATCH }).seconds(60).drained();
    expect(run.requests({ ...SENT, response_code: '200' })).toBe(run.requests(SENT));
    expect(run.meanMs(SENT)).toBeGreaterThan(run.meanMs(RECEIVED) + 5);
  });

  test('places are given back by those that are given up', () => {
    const objects = [
      narrow({ tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } }),
      virtualService('reviews', [{ timeout: '100ms', route: [to('reviews')] }]),
    ];
    const slow = Object.fromEntries(['v1', 'v2', 'v3'].map((version) => [`reviews-${version}.slow-ms`, '5000']));
    const run = new Run({ objects, knobs: { ...NO_BATCH, ...slow } }).seconds(20);
    expect(run.requests({ ...SENT, response_flags: 'UT' })).toBeGreaterThan(100);
    run
      .turn({ 'reviews-v1.slow-ms': '0', 'reviews-v2.slow-ms': '0', 'reviews-v3.slow-ms': '0', 'pages-per-second': '5' })
      .drained()
      .counting();
    run.seconds(20).drained();
    expect(run.requests({ ...SENT, response_code: '200' })).toBeGreaterThan(70);
  });

  test('retries that are too many at once are not made', () => {
    const objects = [
      destinationRule('ratings', { trafficPolicy: { connectionPool: { http: { maxRetries: 1 } } } }),
      virtualService('ratings', [{ retries: { attempts: 2, retryOn: '5xx' }, route: [to('ratings')] }]),
    ];
    const run = new Run({ objects, knobs: { ...NO_BATCH, 'ratings-v1.error-percent': '100', 'ratings-v1.slow-ms': '200' } })
      .seconds(20)
      .drained();
    const ratings = { reporter: 'source', source_workload: 'reviews-v2', destination_service_name: 'ratings', response_code: '503' };
    expect(run.requests({ ...ratings, response_flags: 'UO' })).toBeGreaterThan(20);
    expect(run.requests({ ...ratings, response_flags: 'URX' })).toBeGreaterThan(20);
  });
});

describe('outlier detection', () => {
  const INSTANCES = ['a', 'b', 'c', 'd'];
  const image = 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3';
  const pods = [
    ...BOOKINFO_PODS.filter(({ metadata }) => metadata.labels?.app !== 'reviews'),
    ...INSTANCES.map((instance) => pod('default', 'reviews', 'v1', image, 'sidecar', instance)),
  ];
  const bad = { ...NO_BATCH, 'reviews-v1-7d4c5-c.error-percent': '100' };
  const rule = (outlierDetection: object) => destinationRule('reviews', { trafficPolicy: { outlierDetection } });
  const failed = (run: Run) => run.requests({ ...SENT, response_code: '503' });

  test('a pod that is bad is left out after so many errors in a row, and comes back after the base time', () => {
    const objects = [rule({ consecutive5xxErrors: 3, interval: '1s', baseEjectionTime: '30s', maxEjectionPercent: 50 })];
    const run = new Run({ objects, pods, knobs: bad }).seconds(25);
    expect(failed(run)).toBe(3);
    run.seconds(20);
    expect(failed(run)).toBe(6);
    // The second time it is out for twice as long.
    run.seconds(40);
    expect(failed(run)).toBe(6);
    run.seconds(25);
    expect(failed(run)).toBe(9);
    run.turn({ 'reviews-v1-7d4c5-c.error-percent': '0' }).seconds(120).counting().seconds(10);
    expect(failed(run)).toBe(0);
    const received = (name: string) => run.requestsOfPod(name, RECEIVED);
    expect(received('reviews-v1-7d4c5-c') / received('reviews-v1-7d4c5-a')).toBeCloseTo(1, 1);
  });

  test('with the default of 10 % one of four pods is never out', () => {
    const run = new Run({ objects: [rule({ consecutive5xxErrors: 3 })], pods, knobs: bad }).seconds(20);
    expect(failed(run) / run.requests(SENT)).toBeGreaterThan(0.15);
  });

  test('with all of them out it is 503 UH', () => {
    const objects = [rule({ consecutive5xxErrors: 1, baseEjectionTime: '3m', maxEjectionPercent: 100 })];
    const run = new Run({ objects, pods, knobs: { ...NO_BATCH, 'reviews-v1.error-percent': '100' } }).seconds(10).counting().seconds(10);
    expect(run.requests(SENT)).toBeGreaterThan(100);
    expect(run.requests({ ...SENT, response_code: '503', response_flags: 'UH' })).toBe(run.requests(SENT));
  });

  test('another rule makes the proxy forget who was out', () => {
    const settings = { consecutive5xxErrors: 3, baseEjectionTime: '10m', maxEjectionPercent: 50 };
    const run = new Run({ objects: [rule(settings)], pods, knobs: bad }).seconds(20);
    run.apply(rule(settings), virtualService('details', [{ route: [to('details')] }])).seconds(20);
    expect(failed(run)).toBe(3);
    run.apply(rule({ ...settings, consecutive5xxErrors: 2 })).seconds(20);
    expect(failed(run)).toBe(5);
  });
});

test('what MeshConfig says holds for all proxies', () => {
  const run = new Run({ knobs: { 'pages-per-second': '0', 'legacy-requests-per-second': '0' } });
  const unknown = () => {
    run.send('productpage-v1', { host: 'example.com', path: '/' });
    return run
      .seconds(5)
      .requests({ source_workload: 'productpage-v1', destination_service_name: 'BlackHoleCluster', response_code: '502' });
  };
  expect(unknown()).toBe(0);
  run.mesh.setConfiguration(BOOKINFO_SERVICES, { outboundTrafficPolicy: 'REGISTRY_ONLY' });
  run.seconds(5);
  expect(unknown()).toBe(1);
});
