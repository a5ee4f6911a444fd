import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { destinationRule, policy, Run, to, virtualService } from './run.fixture.ts';

const SUBSETS = ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } }));
const REVIEWS = destinationRule('reviews', { subsets: SUBSETS });

/** A minute of load, and then all that is under way comes to its end. */
function run(setting: { objects?: KubeObject[]; knobs?: Record<string, string> }): Run {
  return new Run(setting).seconds(60).drained();
}

const SENT = { reporter: 'source', source_workload: 'productpage-v1', destination_service_name: 'reviews' };
const RECEIVED = { reporter: 'destination', source_workload: 'productpage-v1', destination_service_name: 'reviews' };
const TO_RATINGS = { reporter: 'source', destination_service_name: 'ratings' };

describe('routing', () => {
  test('weights split the traffic', () => {
    const counts = run({
      objects: [REVIEWS, virtualService('reviews', [{ route: [to('reviews', 'v1', 90), to('reviews', 'v2', 10)] }])],
    });
    const total = counts.requests(SENT);
    expect(counts.requests({ ...SENT, destination_version: 'v2' }) / total).toBeCloseTo(0.1, 1);
    expect(counts.requests({ ...SENT, destination_version: 'v3' })).toBe(0);
  });

  test('a header rule takes the signed-in user only', () => {
    const match = [{ headers: { 'end-user': { exact: 'jason' } } }];
    const counts = run({
      objects: [REVIEWS, virtualService('reviews', [{ match, route: [to('reviews', 'v3')] }, { route: [to('reviews', 'v1')] }])],
    });
    const share = counts.requests({ ...SENT, destination_version: 'v3' }) / counts.requests(SENT);
    expect(share).toBeGreaterThan(0.035);
    expect(share).toBeLessThan(0.065);
  });

  test('a host without a rule that matches is 404 NR, seen by the caller only', () => {
    const match = [{ uri: { exact: '/nothing' } }];
    const counts = run({ objects: [virtualService('reviews', [{ match, route: [to('reviews')] }])] });
    expect(
      counts.requests({ source_workload: 'productpage-v1', response_code: '404', response_flags: 'NR', destination_workload: 'unknown' }),
    ).toBeGreaterThan(1000);
    expect(counts.requests(RECEIVED)).toBe(0);
  });

  test('a subset nobody defined is 503 NC', () => {
    const counts = run({ objects: [virtualService('reviews', [{ route: [to('reviews', 'v9')] }])] });
    expect(counts.requests({ source_workload: 'productpage-v1', response_code: '503', response_flags: 'NC' })).toBeGreaterThan(1000);
    expect(counts.requests(RECEIVED)).toBe(0);
  });

  test('a subset without pods is 503 UH of the service', () => {
    const objects = [
      destinationRule('reviews', { subsets: [{ name: 'v9', labels: { version: 'v9' } }] }),
      virtualService('reviews', [{ route: [to('reviews', 'v9')] }]),
    ];
    const counts = run({ objects });
    expect(counts.requests({ ...SENT, response_code: '503', response_flags: 'UH', destination_workload: 'unknown' })).toBe(
      counts.requests(SENT),
    );
  });
});

describe('faults', () => {
  test('an abort is counted by the caller only, and productpage asks a second time', () => {
    const fault = { abort: { percentage: { value: 50 }, httpStatus: 500 } };
    const counts = run({ objects: [virtualService('reviews', [{ fault, route: [to('reviews')] }])] });
    const aborted = counts.requests({ ...SENT, response_code: '500', response_flags: 'FI', destination_workload: 'unknown' });
    expect(aborted / counts.requests(SENT)).toBeCloseTo(0.5, 1);
    expect(counts.requests(RECEIVED)).toBe(counts.requests(SENT) - aborted);
    const pages = counts.requests({ reporter: 'destination', destination_workload: 'productpage-v1' });
    expect(counts.requests(SENT) / pages).toBeGreaterThan(1.25);
  });

  test('a delay shows at the caller and not at the server', () => {
    const fault = { delay: { percentage: { value: 100 }, fixedDelay: '2s' } };
    const counts = run({ objects: [virtualService('ratings', [{ fault, route: [to('ratings')] }])] });
    expect(counts.requests({ ...TO_RATINGS, response_flags: 'DI' })).toBe(counts.requests(TO_RATINGS));
    expect(counts.meanMs(TO_RATINGS)).toBeGreaterThan(2000);
    expect(counts.meanMs({ ...TO_RATINGS, reporter: 'destination' })).toBeLessThan(50);
  });

  test('a delay longer than the patience of reviews v3 ends as DC, while v2 waits', () => {
    const fault = { delay: { percentage: { value: 100 }, fixedDelay: '5s' } };
    const counts = run({ objects: [virtualService('ratings', [{ fault, route: [to('ratings')] }])] });
    const left = counts.requests({ ...TO_RATINGS, source_workload: 'reviews-v3' });
    expect(counts.requests({ ...TO_RATINGS, source_workload: 'reviews-v3', response_code: '0', response_flags: 'DI,DC' })).toBe(left);
    expect(counts.requests({ ...TO_RATINGS, source_workload: 'reviews-v2', response_code: '200' })).toBeGreaterThan(100);
  });
});

describe('time-outs and retries', () => {
  test('a route time-out is 504 UT at the caller and a caller that left at the server', () => {
    const counts = run({
      objects: [virtualService('ratings', [{ timeout: '500ms', route: [to('ratings')] }])],
      knobs: { 'ratings-v1.slow-ms': '800' },
    });
    const sent = { ...TO_RATINGS, source_workload: 'reviews-v2' };
    expect(counts.requests({ ...sent, response_code: '504', response_flags: 'UT' })).toBe(counts.requests(sent));
    expect(counts.requests({ ...sent, reporter: 'destination', response_code: '0', response_flags: 'DC' })).toBe(counts.requests(sent));
  });

  test('every try counts at the server, the request once at the caller', () => {
    const retries = { attempts: 3, retryOn: '5xx' };
    const counts = run({
      objects: [virtualService('ratings', [{ retries, route: [to('ratings')] }])],
      knobs: { 'ratings-v1.error-percent': '50' },
    });
    const sent = counts.requests({ ...TO_RATINGS, source_workload: 'reviews-v2' });
    const received = counts.requests({ ...TO_RATINGS, source_workload: 'reviews-v2', reporter: 'destination' });
    // 1 + 1/2 + 1/4 + 1/8 tries on average.
    expect(received / sent).toBeGreaterThan(1.7);
    expect(received / sent).toBeLessThan(2.05);
    const failed = { ...TO_RATINGS, source_workload: 'reviews-v2', response_code: '503', response_flags: 'URX' };
    expect(counts.requests(failed) / sent).toBeLessThan(0.12);
    expect(counts.requests(failed)).toBeGreaterThan(0);
  });

  test('by default a 503 of the application is final', () => {
    const counts = run({ knobs: { 'ratings-v1.error-percent': '50' } });
    const sent = counts.requests(TO_RATINGS);
    expect(counts.requests({ ...TO_RATINGS, response_code: '503', response_flags: '-' }) / sent).toBeCloseTo(0.5, 1);
    expect(counts.requests({ ...TO_RATINGS, reporter: 'destination' })).toBe(sent);
  });

  test.each([
    ['connect-failure', 'UT', 1],
    ['reset', 'URX,UT', 3],
  ])('a per-try time-out with retryOn %s ends with %s after %i tries', (retryOn, flags, tries) => {
    const retries = { attempts: 2, perTryTimeout: '200ms', retryOn };
    const counts = run({
      objects: [virtualService('ratings', [{ retries, route: [to('ratings')] }])],
      knobs: { 'ratings-v1.slow-ms': '600' },
    });
    const sent = { ...TO_RATINGS, source_workload: 'reviews-v2' };
    expect(counts.requests({ ...sent, response_code: '504', response_flags: flags })).toBe(counts.requests(sent));
    expect(counts.requests({ ...sent, reporter: 'destination', response_flags: 'DC' })).toBe(tries * counts.requests(sent));
  });

  test('a pod that accepts no connection is 503 UF after the default retries', () => {
    const counts = run({ knobs: { 'ratings-v1.dead': 'true' } });
    expect(counts.requests({ ...TO_RATINGS, response_code: '503', response_flags: 'URX,UF', destination_workload: 'unknown' })).toBe(
      counts.requests(TO_RATINGS),
    );
    expect(counts.requests({ ...TO_RATINGS, reporter: 'destination' })).toBe(0);
    // The page works without stars.
    expect(counts.requests({ reporter: 'source', destination_workload: 'productpage-v1', response_code: '503' })).toBeGreaterThan(0);
    expect(counts.requests({ ...SENT, response_code: '200' })).toBe(counts.requests(SENT));
  });
});

describe('mirrors', () => {
  test('a copy is counted at its target only, under the name of the caller', () => {
    const rule = { route: [to('reviews', 'v1')], mirror: { host: 'reviews', subset: 'v3' } };
    const counts = run({ objects: [REVIEWS, virtualService('reviews', [rule])] });
    const live = counts.requests(SENT);
    expect(counts.requests({ ...SENT, destination_version: 'v1' })).toBe(live);
    expect(counts.requests({ ...RECEIVED, destination_version: 'v1' })).toBe(live);
    expect(counts.requests({ ...RECEIVED, destination_version: 'v3' })).toBe(live);
  });
});

describe('mutual TLS', () => {
  const strict = policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });

  test('STRICT turns the caller without a proxy away, unseen, and nobody else', () => {
    const counts = run({ objects: [strict] });
    expect(counts.requests({ source_workload: 'unknown' })).toBe(0);
    expect(counts.requests({ ...SENT, response_code: '200' })).toBe(counts.requests(SENT));
  });

  test('DISABLE for the namespace makes everything plain text', () => {
    const counts = run({ objects: [{ ...strict, spec: { mtls: { mode: 'DISABLE' } } }] });
    expect(counts.requests({ ...RECEIVED, connection_security_policy: 'none', source_principal: 'unknown' })).toBe(
      counts.requests(RECEIVED),
    );
  });
});

describe('route names', () => {
  const telemetry: KubeObject = {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'mesh-route-name', namespace: 'istio-system' },
    spec: {
      metrics: [
        {
          overrides: [
            {
              match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' },
              tagOverrides: { route_name: { operation: 'UPSERT', value: 'xds.route_name' } },
            },
          ],
        },
      ],
    },
  };

  test('are a label while a Telemetry object asks, on the side of the caller', () => {
    const counts = run({ objects: [telemetry, virtualService('reviews', [{ name: 'all', route: [to('reviews')] }])] });
    expect(counts.requests({ ...SENT, route_name: 'all' })).toBe(counts.requests(SENT));
    expect(counts.requests({ ...SENT, destination_service_name: 'details', route_name: 'default' })).toBeGreaterThan(0);
    expect(counts.requests({ ...RECEIVED, route_name: '' })).toBe(counts.requests(RECEIVED));
  });

  test('leave an unnamed rule without the label', () => {
    const counts = run({ objects: [telemetry, virtualService('reviews', [{ route: [to('reviews')] }])] });
    expect(counts.requests({ ...SENT, route_name: '' })).toBe(counts.requests(SENT));
  });

  test('are not there when nobody asks', () => {
    const counts = run({ objects: [virtualService('reviews', [{ name: 'all', route: [to('reviews')] }])] });
    expect(counts.requests({ ...SENT, route_name: 'all' })).toBe(0);
  });
});

test('a change reaches all proxies within two seconds, and not at once', () => {
  const changed = new Run().seconds(10);
  const toV2 = () => changed.requests({ ...SENT, destination_version: 'v2' });
  changed.apply(REVIEWS, virtualService('reviews', [{ route: [to('reviews', 'v1')] }]));
  const atChange = toV2();
  changed.seconds(0.2);
  expect(toV2()).toBeGreaterThan(atChange);
  changed.seconds(1.8);
  const settled = toV2();
  changed.seconds(18);
  // What was under way at two seconds still comes to its end.
  expect(toV2() - settled).toBeLessThanOrEqual(3);
});
