// Size and speed of the simulated Prometheus at the scale of a large mesh: 5,000 edges seen from both sides, 230,000 series as
// Istio's proxies write them, scraped every 15 s and kept for 30 minutes.
import { createStore, queryInstant, queryRange, type SeriesHandle } from '../packages/sim-prometheus/src/index.ts';
import { bounds, createRandom } from './support/istio-series.ts';
import { megabytes, time, usedBytes } from './support/measure.ts';

const edges = 5000;
const services = 1000;
const scrapeMs = 15_000;
const keptMs = 30 * 60_000;
const startMs = 1_700_000_000_000;
/** Long enough for the oldest samples to be forgotten again. */
const endMs = startMs + keptMs + 5 * 60_000;
const expectedMegabytes = 350;

interface Side {
  buckets: SeriesHandle[];
  sum: SeriesHandle;
  rest: SeriesHandle[];
  counts: number[];
  totalMs: number;
}

function labelsOf(edge: number, reporter: string): Record<string, string> {
  const [caller, service] = [Math.floor((edge * 7) / 5) % services, edge % services];
  const [from, to] = [`team-${Math.floor(caller / 10)}`, `team-${Math.floor(service / 10)}`];
  const version = `v${1 + (edge % 2)}`;
  return {
    reporter,
    source_workload: `service-${caller}-v1`,
    source_workload_namespace: from,
    source_principal: `spiffe://cluster.local/ns/${from}/sa/service-${caller}`,
    source_app: `service-${caller}`,
    source_version: 'v1',
    source_canonical_service: `service-${caller}`,
    source_canonical_revision: 'v1',
    destination_workload: `service-${service}-${version}`,
    destination_workload_namespace: to,
    destination_principal: `spiffe://cluster.local/ns/${to}/sa/service-${service}`,
    destination_app: `service-${service}`,
    destination_version: version,
    destination_service: `service-${service}.${to}.svc.cluster.local`,
    destination_service_name: `service-${service}`,
    destination_service_namespace: to,
    destination_canonical_service: `service-${service}`,
    destination_canonical_revision: version,
    request_protocol: 'http',
    response_code: '200',
    response_flags: '-',
    connection_security_policy: 'mutual_tls',
    instance: `10.${Math.floor(service / 250)}.${service % 250}.${1 + (edge % 2)}:15020`,
    pod: `service-${service}-${version}-6d5f8c7b9-x2x${edge % 10}z`,
    namespace: to,
    job: 'kubernetes-pods',
  };
}

const store = createStore({ retentionMs: keptMs });
const emptyBytes = usedBytes();
const sides: Side[] = [];
for (let edge = 0; edge < edges; edge++) {
  for (const reporter of ['source', 'destination']) {
    const labels = labelsOf(edge, reporter);
    const duration = 'istio_request_duration_milliseconds';
    sides.push({
      buckets: bounds.map((le) => store.series({ ...labels, __name__: `${duration}_bucket`, le })),
      sum: store.series({ ...labels, __name__: `${duration}_sum` }),
      rest: [
        store.series({ ...labels, __name__: `${duration}_count` }),
        store.series({ ...labels, __name__: 'istio_requests_total' }),
        ...['404', '500', '503', '504'].map((code) => store.series({ ...labels, __name__: 'istio_requests_total', response_code: code })),
      ],
      counts: Array.from({ length: bounds.length + 6 }, () => 0),
      totalMs: 0,
    });
  }
}

const random = createRandom(7);
const startedAt = performance.now();
let samples = 0;
for (let timeMs = startMs; timeMs <= endMs; timeMs += scrapeMs) {
  for (const side of sides) {
    const requests = Math.floor(random() * 60);
    const { buckets, rest, counts } = side;
    [...buckets, ...rest].forEach((handle, i) => {
      const share = i < bounds.length ? (i + 1) / bounds.length : i < bounds.length + 2 ? 1 : 0.02;
      counts[i] = (counts[i] ?? 0) + Math.floor(requests * share);
      handle.append(timeMs, counts[i] ?? 0);
    });
    side.totalMs += requests * random() * 90;
    side.sum.append(timeMs, side.totalMs);
    samples += buckets.length + rest.length + 1;
  }
}
const seconds = (performance.now() - startedAt) / 1000;
const grown = usedBytes() - emptyBytes;
console.log(
  `${store.seriesCount()} series, ${(samples / 1e6).toFixed(1)} million samples written at ${(samples / seconds / 1e6).toFixed(1)} million/s`,
);
console.log(
  `estimated ${megabytes(store.bytes())}, memory grown by ${megabytes(grown)} (wanted: below ${expectedMegabytes} MB)${globalThis.gc ? '' : ' (uncollected; node --expose-gc for less)'}`,
);

const nowMs = endMs - 1234;
const by = 'source_workload, source_workload_namespace, destination_workload, destination_service';
for (const [label, query] of [
  ['grouped rate of requests, whole mesh', `sum by (${by}, response_code) (rate(istio_requests_total{reporter="source"}[5m]))`],
  [
    'grouped P99, one namespace',
    `histogram_quantile(0.99, sum by (${by}, le) (rate(istio_request_duration_milliseconds_bucket{destination_service_namespace="team-7"}[5m])))`,
  ],
  ['rate of one service', 'sum by (response_code) (rate(istio_requests_total{destination_service_name="service-77"}[5m]))'],
] as const) {
  time(`instant: ${label}`, () => queryInstant(store, query, nowMs));
}
const range = { startMs: nowMs - 25 * 60_000, endMs: nowMs, stepMs: 5000 };
time('range, 300 steps: P99 of one service', () =>
  queryRange(
    store,
    'histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{destination_service_name="service-77"}[1m])))',
    range,
  ),
);
