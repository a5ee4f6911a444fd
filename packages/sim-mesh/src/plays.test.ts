import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { destinationRule, policy, Run, to, virtualService } from './run.fixture.ts';

/** What Istio's documentation shows with Bookinfo: each play applied as resources, its effect read off the metrics. */

const SUBSETS = { subsets: ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } })) };
const REVIEWS = destinationRule('reviews', SUBSETS);
const SENT = { reporter: 'source', source_workload: 'productpage-v1', destination_service_name: 'reviews' };
const RECEIVED = { ...SENT, reporter: 'destination' };
const PAGES = { reporter: 'source', source_workload: 'istio-ingressgateway', destination_workload: 'productpage-v1' };
const NO_BATCH = { 'legacy-requests-per-second': '0' };
/** Only pages, so that numbers of calls can be compared with numbers of pages. */
const ONLY_PAGES = { ...NO_BATCH, 'other-paths-percent': '0' };
const JASON = [{ headers: { 'end-user': { exact: 'jason' } } }];

function share(run: Run, version: string): number {
  return run.requests({ ...SENT, destination_version: version }) / run.requests(SENT);
}

describe('canary', () => {
  test('one user sees the new version, all others the old one', () => {
    const canary = virtualService('reviews', [{ match: JASON, route: [to('reviews', 'v2')] }, { route: [to('reviews', 'v1')] }]);
    const run = new Run({ objects: [REVIEWS, canary], knobs: { 'jason-percent': '20', 'other-users-percent': '30' } })
      .seconds(60)
      .drained();
    expect(share(run, 'v2')).toBeCloseTo(0.2, 1);
    expect(share(run, 'v1')).toBeCloseTo(0.8, 1);
    expect(share(run, 'v3')).toBe(0);
    expect(run.requests({ ...SENT, response_code: '200' })).toBe(run.requests(SENT));
  });

  test('weights move the traffic step by step until the new version has all of it', () => {
    const run = new Run();
    for (const weight of [10, 20, 50, 100]) {
      const route = weight === 100 ? [to('reviews', 'v3')] : [to('reviews', 'v1', 100 - weight), to('reviews', 'v3', weight)];
      run
        .apply(REVIEWS, virtualService('reviews', [{ route }]))
        .drained()
        .counting()
        .seconds(60)
        .drained();
      expect(share(run, 'v3')).toBeGreaterThan((weight - 4) / 100);
      expect(share(run, 'v3')).toBeLessThan((weight + 4) / 100);
      expect(share(run, 'v2')).toBe(0);
    }
  });
});

test('a mirror gets a copy of all that the live version gets, and nobody waits for its answers', () => {
  const mirrored = { route: [to('reviews', 'v1', 100)], mirror: { host: 'reviews', subset: 'v3' }, mirrorPercentage: { value: 100 } };
  const knobs = { ...NO_BATCH, 'reviews-v3.slow-ms': '2000', 'reviews-v3.error-percent': '50' };
  const run = new Run({ objects: [REVIEWS, virtualService('reviews', [mirrored])], knobs }).seconds(30).drained();
  const live = run.requests(SENT);
  expect(run.requests({ ...SENT, destination_version: 'v1', response_code: '200' })).toBe(live);
  expect(run.requests({ ...RECEIVED, destination_version: 'v1' })).toBe(live);
  expect(run.requests({ ...RECEIVED, destination_version: 'v3' })).toBe(live);
  expect(run.requests({ ...RECEIVED, destination_version: 'v3', response_code: '503' }) / live).toBeCloseTo(0.5, 1);
  expect(run.meanMs(SENT)).toBeLessThan(100);
});

describe('time-out and retries', () => {
  const toV2 = (rule: object = {}) => virtualService('reviews', [{ route: [to('reviews', 'v2')], ...rule }]);
  const slowRatings = virtualService('ratings', [
    { fault: { delay: { percentage: { value: 100 }, fixedDelay: '2s' } }, route: [to('ratings')] },
  ]);

  test('reviews that may take half a second fail when ratings take two, and productpage asks twice', () => {
    const run = new Run({ objects: [REVIEWS, toV2({ timeout: '0.5s' }), slowRatings], knobs: ONLY_PAGES }).seconds(30).drained();
    expect(run.requests({ ...SENT, response_code: '504', response_flags: 'UT' })).toBe(run.requests(SENT));
    expect(run.requests(SENT)).toBe(2 * run.requests(PAGES));
    expect(run.requests({ ...RECEIVED, response_code: '0', response_flags: 'DC' })).toBe(run.requests(SENT));
    // The page itself works, after a second.
    expect(run.requests({ ...PAGES, response_code: '200' })).toBe(run.requests(PAGES));
    expect(run.meanMs(PAGES)).toBeGreaterThan(1000);
    expect(run.meanMs(PAGES)).toBeLessThan(1200);
  });

  test('without the time-out the page is two seconds late and whole', () => {
    const run = new Run({ objects: [REVIEWS, toV2(), slowRatings], knobs: ONLY_PAGES }).seconds(30).drained();
    expect(run.requests({ ...SENT, response_code: '200' })).toBe(run.requests(PAGES));
    expect(run.meanMs(PAGES)).toBeGreaterThan(2000);
    expect(run.meanMs(PAGES)).toBeLessThan(2200);
  });

  test('retries hide a version that fails every third time', () => {
    const knobs = { ...ONLY_PAGES, 'reviews-v2.error-percent': '33' };
    const failed = (run: Run) => run.requests({ ...SENT, response_code: '503' }) / run.requests(SENT);
    const without = new Run({ objects: [REVIEWS, toV2()], knobs }).seconds(30).drained();
    expect(failed(without)).toBeCloseTo(0.33, 1);
    const retries = { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,connect-failure,refused-stream' };
    const run = new Run({ objects: [REVIEWS, toV2({ retries })], knobs }).seconds(30).drained();
    expect(failed(run)).toBeLessThan(0.03);
    expect(run.requests(RECEIVED) / run.requests(SENT)).toBeCloseTo(1 + 0.33 + 0.33 ** 2 + 0.33 ** 3, 1);
  });
});

test('a circuit breaker sheds the more the more is asked at once, and a pod that fails is out for three minutes', () => {
  const trafficPolicy = {
    connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1, maxRequestsPerConnection: 1 } },
    outlierDetection: { consecutive5xxErrors: 1, interval: '1s', baseEjectionTime: '3m', maxEjectionPercent: 100 },
  };
  const overflown = (run: Run) => run.requests({ ...SENT, response_code: '503', response_flags: 'UO' }) / run.requests(SENT);
  const run = new Run({ objects: [destinationRule('reviews', { trafficPolicy })], knobs: ONLY_PAGES }).seconds(30).drained();
  const few = overflown(run);
  run.turn({ 'pages-per-second': '120' }).counting().seconds(30).drained();
  const many = overflown(run);
  expect(few).toBeGreaterThan(0.01);
  expect(few).toBeLessThan(0.4);
  expect(many).toBeGreaterThan(few + 0.2);
  expect(run.requests(RECEIVED)).toBe(run.requests({ ...SENT, response_code: '200' }));
  // What was refused for want of room says nothing against a pod; one error does.
  run.turn({ 'pages-per-second': '10', 'reviews-v2.error-percent': '100' }).counting().seconds(120);
  expect(run.requests({ ...RECEIVED, destination_version: 'v2' })).toBe(1);
  expect(run.requests({ ...RECEIVED, destination_version: 'v3' })).toBeGreaterThan(100);
  run.turn({ 'reviews-v2.error-percent': '0' }).seconds(80).counting().seconds(60);
  expect(share(run, 'v2')).toBeCloseTo(1 / 3, 1);
});

describe('a delay on one path', () => {
  const delay = { percentage: { value: 100 }, fixedDelay: '2s' };

  test('holds up what matches it and nothing else', () => {
    const rules = [{ match: [{ uri: { prefix: '/reviews' } }], fault: { delay }, route: [to('reviews')] }, { route: [to('reviews')] }];
    const run = new Run({ objects: [virtualService('reviews', rules)], knobs: ONLY_PAGES }).seconds(30);
    run.send('productpage-v1', { host: 'reviews', path: '/health' });
    run.drained();
    expect(run.requests({ ...SENT, response_flags: 'DI' })).toBe(run.requests(PAGES));
    expect(run.requests({ ...SENT, response_flags: '-' })).toBe(1);
    expect(run.meanMs({ ...SENT, response_flags: 'DI' })).toBeGreaterThan(2000);
    expect(run.meanMs(RECEIVED)).toBeLessThan(100);
    expect(run.meanMs(PAGES)).toBeGreaterThan(2000);
  });

  test('of seven seconds for one user shows that productpage gives up after twice three, while reviews would wait ten', () => {
    const late = { match: JASON, fault: { delay: { ...delay, fixedDelay: '7s' } }, route: [to('ratings')] };
    const objects = [
      REVIEWS,
      virtualService('reviews', [{ route: [to('reviews', 'v2')] }]),
      virtualService('ratings', [late, { route: [to('ratings')] }]),
    ];
    const run = new Run({ objects, knobs: { ...ONLY_PAGES, 'jason-percent': '100' } }).seconds(30).drained();
    expect(run.requests({ ...SENT, response_code: '0', response_flags: 'DC' })).toBe(2 * run.requests(PAGES));
    expect(run.meanMs(PAGES)).toBeGreaterThan(6000);
    expect(run.meanMs(PAGES)).toBeLessThan(6200);
    expect(run.requests({ ...PAGES, response_code: '200' })).toBe(run.requests(PAGES));
  });
});

describe('STRICT and policies, stage by stage', () => {
  const strict = policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
  const nothing = policy('AuthorizationPolicy', 'allow-nothing', {});
  const get = { to: [{ operation: { methods: ['GET'] } }] };
  const viewer = (app: string, caller?: string): KubeObject => {
    const from = caller && { from: [{ source: { principals: [`cluster.local/ns/default/sa/bookinfo-${caller}`] } }] };
    return policy('AuthorizationPolicy', `${app}-viewer`, {
      selector: { matchLabels: { app } },
      action: 'ALLOW',
      rules: [{ ...from, ...get }],
    });
  };
  const PRODUCTPAGE = viewer('productpage');
  const BACKENDS = [viewer('details', 'productpage'), viewer('reviews', 'productpage')];
  const RATINGS = viewer('ratings', 'reviews');
  const toService = (service: string) => ({
    reporter: 'destination',
    source_workload_namespace: 'default',
    destination_service_name: service,
  });

  /** Share of requests that a service refused. */
  function denied(run: Run, labels: Record<string, string>): number {
    return run.requests({ ...labels, response_code: '403', response_flags: '-' }) / run.requests(labels);
  }

  test('a caller without a proxy is turned away unseen, and everybody else has an identity', () => {
    const run = new Run().seconds(20).drained();
    expect(run.requests({ source_workload: 'unknown', destination_service_name: 'reviews' })).toBeGreaterThan(10);
    run.apply(strict).drained().counting().seconds(20).drained();
    expect(run.requests({ source_workload: 'unknown', destination_service_name: 'reviews' })).toBe(0);
    expect(run.requests({ ...RECEIVED, connection_security_policy: 'mutual_tls' })).toBe(run.requests(RECEIVED));
    expect(run.requests({ ...SENT, response_code: '200' })).toBe(run.requests(SENT));
  });

  test('first nobody gets in, then the page without its parts, then without stars, then all of it', () => {
    const run = new Run({ objects: [strict, nothing], knobs: ONLY_PAGES }).seconds(20).drained();
    expect(denied(run, PAGES)).toBe(1);
    expect(run.requests({ destination_service_name: 'reviews' })).toBe(0);

    run.apply(strict, nothing, PRODUCTPAGE).drained().counting().seconds(20).drained();
    expect(run.requests({ ...PAGES, response_code: '200' })).toBe(run.requests(PAGES));
    expect(denied(run, toService('details'))).toBe(1);
    expect(denied(run, toService('reviews'))).toBe(1);

    run
      .apply(strict, nothing, PRODUCTPAGE, ...BACKENDS)
      .drained()
      .counting()
      .seconds(20)
      .drained();
    expect(denied(run, toService('details'))).toBe(0);
    expect(denied(run, toService('reviews'))).toBe(0);
    expect(denied(run, toService('ratings'))).toBe(1);

    run
      .apply(strict, nothing, PRODUCTPAGE, ...BACKENDS, RATINGS)
      .drained()
      .counting()
      .seconds(20)
      .drained();
    for (const service of ['details', 'reviews', 'ratings']) {
      expect(run.requests(toService(service))).toBeGreaterThan(100);
      expect(denied(run, toService(service)), service).toBe(0);
    }
  });
});
