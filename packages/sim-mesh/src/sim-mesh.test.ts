import { describe, expect, test } from 'vitest';
import { BOOKINFO_GATEWAY, BOOKINFO_PODS, BOOKINFO_SERVICES } from './bookinfo-cluster.fixture.ts';
import { seededRandom } from './random.ts';
import type { Labels } from './sample.ts';
import { SimMesh } from './sim-mesh.ts';

function sum(mesh: SimMesh, name: string, labels: Labels): number {
  let total = 0;
  for (const { samples } of mesh.scrapeTargets()) {
    for (const sample of samples) {
      if (sample.labels.__name__ === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
        total += sample.value;
    }
  }
  return total;
}

describe('Bookinfo for ten minutes', () => {
  const mesh = new SimMesh({ random: seededRandom(7), startMs: 0 });
  mesh.setConfiguration([...BOOKINFO_SERVICES, ...BOOKINFO_GATEWAY]);
  mesh.setPods(BOOKINFO_PODS);
  mesh.runUntil(600_000);
  // No new load, and time for what is under way to end.
  mesh.setKnobs({ 'pages-per-second': '0', 'legacy-requests-per-second': '0' });
  mesh.runUntil(700_000);
  const requests = (labels: Labels) => sum(mesh, 'istio_requests_total', labels);

  test('brings about 40 pages and 3 other requests per second to the gateway', () => {
    const perSecond = requests({ source_workload: 'istio-ingressgateway', reporter: 'source' }) / 600;
    expect(perSecond).toBeGreaterThan(41);
    expect(perSecond).toBeLessThan(45.5);
  });

  test.each([
    ['istio-ingressgateway', 'productpage-v1'],
    ['productpage-v1', 'details-v1'],
    ['productpage-v1', 'reviews-v1'],
    ['productpage-v1', 'reviews-v2'],
    ['productpage-v1', 'reviews-v3'],
    ['reviews-v2', 'ratings-v1'],
    ['reviews-v3', 'ratings-v1'],
  ])('%s and %s count the same requests between them', (source, destination) => {
    const edge = { source_workload: source, destination_workload: destination };
    const sent = requests({ ...edge, reporter: 'source' });
    expect(sent).toBeGreaterThan(0);
    expect(requests({ ...edge, reporter: 'destination' })).toBe(sent);
  });

  test('reviews v1 asks nobody for stars', () => {
    expect(requests({ source_workload: 'reviews-v1' })).toBe(0);
  });

  test('the caller without a proxy is unknown and in plain text', () => {
    const legacy = requests({ source_workload: 'unknown' });
    expect(legacy).toBeGreaterThan(1000);
    expect(requests({ source_workload: 'unknown', reporter: 'destination', connection_security_policy: 'none' })).toBe(legacy);
  });

  test.each(['istio_request_duration_milliseconds', 'istio_request_bytes', 'istio_response_bytes'])(
    'the last bucket and the count of %s equal the counter',
    (histogram) => {
      const total = requests({});
      expect(sum(mesh, `${histogram}_count`, {})).toBe(total);
      expect(sum(mesh, `${histogram}_bucket`, { le: '+Inf' })).toBe(total);
    },
  );

  test('nothing goes wrong by itself', () => {
    expect(requests({ response_flags: '-' })).toBe(requests({}));
  });
});
