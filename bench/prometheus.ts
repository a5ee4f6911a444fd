// Size and speed of the simulated Prometheus: 4,000 series as Istio's proxies write them, scraped every 5 s, kept for 6 hours.
import { createStore, queryInstant, queryRange, type SeriesHandle, type SeriesStore } from '../packages/sim-prometheus/src/index.ts';
import { bounds, createRandom, edgeLabels } from './support/istio-series.ts';
import { megabytes, time, usedBytes } from './support/measure.ts';

const hour = 3_600_000;
const scrapeMs = 5000;
const startMs = 1_700_000_000_000;
const endMs = startMs + 6 * hour;
const edges = 200;

interface Edge {
  buckets: SeriesHandle[];
  bucketCounts: number[];
  sum: SeriesHandle;
  totalMs: number;
  codes: SeriesHandle[];
  codeCounts: number[];
}

function createEdges(store: SeriesStore): Edge[] {
  return Array.from({ length: edges }, (_, i) => {
    const labels = { ...edgeLabels(i), response_code: '200' };
    const name = 'istio_request_duration_milliseconds';
    return {
      buckets: bounds.map((le) => store.series({ ...labels, __name__: `${name}_bucket`, le })),
      bucketCounts: bounds.map(() => 0),
      sum: store.series({ ...labels, __name__: `${name}_sum` }),
      totalMs: 0,
      codes: ['200', '404', '503'].map((code) => store.series({ ...labels, __name__: 'istio_requests_total', response_code: code })),
      codeCounts: [0, 0, 0],
    };
  });
}

function fill(store: SeriesStore): number {
  const random = createRandom(7);
  const all = createEdges(store);
  let samples = 0;
  for (let timeMs = startMs; timeMs <= endMs; timeMs += scrapeMs) {
    for (const edge of all) samples += writeScrape(edge, timeMs, random);
  }
  return samples;
}

function writeScrape(edge: Edge, timeMs: number, random: () => number): number {
  const requests = Math.floor(random() * 100);
  edge.buckets.forEach((handle, i) => {
    edge.bucketCounts[i] = (edge.bucketCounts[i] ?? 0) + Math.floor((requests * (i + 1)) / bounds.length);
    handle.append(timeMs, edge.bucketCounts[i] ?? 0);
  });
  edge.totalMs += requests * random() * 90;
  edge.sum.append(timeMs, edge.totalMs);
  edge.codes.forEach((handle, i) => {
    edge.codeCounts[i] = (edge.codeCounts[i] ?? 0) + (i === 0 ? requests : Math.floor(random() * 1.1));
    handle.append(timeMs, edge.codeCounts[i] ?? 0);
  });
  return bounds.length + 4;
}

const emptyBytes = usedBytes();
const store = createStore({ retentionMs: 6 * hour });
const startedAt = performance.now();
const samples = fill(store);
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${store.seriesCount()} series, ${(samples / 1e6).toFixed(1)} million samples written at ${(samples / seconds / 1e6).toFixed(1)} million/s`,
);
console.log(
  `estimated ${megabytes(store.bytes())}, heap grown by ${megabytes(usedBytes() - emptyBytes)}${globalThis.gc ? '' : ' (uncollected; node --expose-gc for less)'}`,
);

const nowMs = endMs - 1234;
const by = 'source_workload, source_workload_namespace, destination_workload, destination_service';
const instants: [label: string, query: string][] = [
  ['grouped rate over 3,800 series', `sum by (${by}) (rate({__name__=~"istio_.+_(bucket|total)"}[5m]))`],
  ['grouped rate of requests, 600 series', `sum by (${by}, response_code) (rate(istio_requests_total{reporter="source"}[5m]))`],
  ['grouped P99, 3,200 series', `histogram_quantile(0.99, sum by (${by}, le) (rate(istio_request_duration_milliseconds_bucket[5m])))`],
  [
    'error rate with or',
    `sum by (${by}) (rate(istio_requests_total{response_code=~"5.."}[5m])) or sum by (${by}) (rate(istio_requests_total[5m])) * 0`,
  ],
  ['increase over 1 h, 600 series', `sum by (destination_service) (increase(istio_requests_total[1h]))`],
  ['plain selector, 4,000 series', '{__name__=~"istio_.+"}'],
];
for (const [label, query] of instants) time(`instant: ${label}`, () => queryInstant(store, query, nowMs));

const service = 'destination_service_name="service-7"';
const ranges: [label: string, query: string][] = [
  ['rate by code of one service', `sum by (response_code) (rate(istio_requests_total{${service}}[1m]))`],
  ['P99 of one service', `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${service}}[1m])))`],
];
for (const [label, query] of ranges) {
  const range = { startMs: nowMs - 6 * hour + 60_000, endMs: nowMs, stepMs: 60_000 };
  time(`range, 360 steps over 6 h: ${label}`, () => queryRange(store, query, range));
  const lastHalfHour = { startMs: nowMs - 1_800_000, endMs: nowMs, stepMs: 5000 };
  time(`range, 360 steps over 30 min: ${label}`, () => queryRange(store, query, lastHalfHour));
}
