import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { BOOKINFO_GATEWAY, BOOKINFO_PODS, BOOKINFO_SERVICES } from './bookinfo-cluster.fixture.ts';
import { type Random, seededRandom } from './random.ts';
import type { Sample } from './sample.ts';
import { SimMesh } from './sim-mesh.ts';

const PAGES = 400;

/** Any rule for a host: weights, and each of the other features with its own chance. */
function randomRule(host: string, random: Random, mayRepeat: boolean): unknown {
  const chance = (probability: number, value: object) => (random() < probability ? value : {});
  const weight = Math.floor(random() * 101);
  return {
    route: [
      { destination: { host, subset: 'v1' }, weight },
      { destination: { host, subset: host === 'reviews' ? 'v2' : 'v1' }, weight: 101 - weight },
    ],
    ...chance(0.5, {
      fault: {
        delay: { percentage: { value: random() * 100 }, fixedDelay: `${Math.ceil(random() * 4000)}ms` },
        abort: { percentage: { value: random() * 60 }, httpStatus: 503 },
      },
    }),
    ...chance(0.5, { timeout: `${1 + Math.floor(random() * 40)}ms` }),
    ...(mayRepeat
      ? chance(0.6, { retries: { attempts: 2, perTryTimeout: `${1 + Math.floor(random() * 20)}ms`, retryOn: '5xx' } })
      : { retries: { attempts: 0 } }),
    ...(mayRepeat ? chance(0.4, { mirror: { host, subset: 'v1' }, mirrorPercentage: { value: random() * 100 } }) : {}),
  };
}

/** Narrow circuit breakers and impatient outlier detection, each now and then. */
function randomPolicy(random: Random): object {
  const upTo = (most: number) => Math.ceil(random() * most);
  const chance = (value: object) => (random() < 0.5 ? value : {});
  return {
    ...chance({
      connectionPool: {
        tcp: { maxConnections: upTo(3) },
        http: { http1MaxPendingRequests: upTo(3), http2MaxRequests: upTo(3), maxRetries: upTo(2) },
      },
    }),
    ...chance({ outlierDetection: { consecutive5xxErrors: upTo(3), baseEjectionTime: `${upTo(5)}s`, maxEjectionPercent: 100 } }),
  };
}

function randomObjects(random: Random, mayRepeat: boolean): KubeObject[] {
  return ['details', 'reviews', 'ratings'].flatMap((host) => {
    const metadata = { name: host, namespace: 'default' };
    const apiVersion = 'networking.istio.io/v1';
    const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version } }));
    return [
      { apiVersion, kind: 'DestinationRule', metadata, spec: { host, subsets, trafficPolicy: randomPolicy(random) } },
      { apiVersion, kind: 'VirtualService', metadata, spec: { hosts: [host], http: [randomRule(host, random, mayRepeat)] } },
    ];
  });
}

/** Sends pages at random times into a mesh with random rules and waits for all of it to end. */
function run(seed: number, mayRepeat: boolean) {
  const random = seededRandom(seed);
  const mesh = new SimMesh({ random, startMs: 0 });
  mesh.setKnobs({
    'pages-per-second': '0',
    'legacy-requests-per-second': '0',
    'ratings-v1.error-percent': String(Math.floor(random() * 50)),
    'reviews-v2.slow-ms': String(Math.floor(random() * 30)),
  });
  mesh.setConfiguration([...BOOKINFO_SERVICES, ...BOOKINFO_GATEWAY, ...randomObjects(random, mayRepeat)]);
  // The batch job has no proxy that would count for it.
  mesh.setPods(BOOKINFO_PODS.filter(({ metadata }) => metadata.namespace !== 'legacy'));
  const [gateway] = mesh.endpoints('istio-system', { istio: 'ingressgateway' });
  const replies = new Array<number>(PAGES).fill(0);
  const request = { host: 'bookinfo.example.com', port: 8080, method: 'GET', path: '/productpage', headers: {}, bytes: 100 };
  for (let page = 0; page < PAGES; page++) {
    mesh.queue.after(random() * 20_000, () =>
      mesh.send(gateway!, request, () => {
        replies[page]!++;
      }),
    );
  }
  mesh.runUntil(300_000);
  const samples = [...mesh.scrapeTargets()].flatMap((target) => target.samples);
  return { replies, samples };
}

function edges(samples: readonly Sample[], reporter: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { labels, value } of samples) {
    const reached = labels.destination_workload !== 'unknown';
    if (labels.__name__ !== 'istio_requests_total' || labels.reporter !== reporter || !reached) continue;
    const edge = `${labels.source_workload} → ${labels.destination_workload}`;
    counts.set(edge, (counts.get(edge) ?? 0) + value);
  }
  return counts;
}

function totals(samples: readonly Sample[], name: string): number {
  return samples.filter(({ labels }) => labels.__name__ === name).reduce((sum, { value }) => sum + value, 0);
}

const SEEDS = Array.from({ length: 12 }, (_, index) => 100 + index);

describe.each(SEEDS)('under random rules (seed %i)', (seed) => {
  const { replies, samples } = run(seed, true);

  test('every request gets exactly one answer', () => {
    expect(new Set(replies)).toEqual(new Set([1]));
  });

  test('histograms count what the counters count', () => {
    const requests = totals(samples, 'istio_requests_total');
    expect(requests).toBeGreaterThan(PAGES);
    expect(totals(samples, 'istio_request_duration_milliseconds_count')).toBe(requests);
    expect(totals(samples, 'istio_response_bytes_count')).toBe(requests);
  });

  test('servers see at least what callers say they sent', () => {
    const received = edges(samples, 'destination');
    for (const [edge, sent] of edges(samples, 'source')) expect(received.get(edge) ?? 0, edge).toBeGreaterThanOrEqual(sent);
  });
});

test.each(SEEDS)('without retries and mirrors both sides count the same (seed %i)', (seed) => {
  const { samples } = run(seed, false);
  expect(edges(samples, 'source')).toEqual(edges(samples, 'destination'));
});
