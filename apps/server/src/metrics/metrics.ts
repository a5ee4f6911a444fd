import type { SourceState } from '@pidalio/contract';
import { type Charts, createCharts } from './charts.ts';
import { createPrometheusClient, type PrometheusOptions } from './prometheus-client.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { trackSource } from './source-health.ts';

export interface MetricsOptions extends PrometheusOptions {
  now: () => number;
  /** How often Prometheus scrapes the proxies; asked of Prometheus when absent. */
  scrapeIntervalSeconds?: number | undefined;
}

/** What the mesh measures, from a Prometheus-compatible engine. */
export interface Metrics {
  snapshot: Snapshots['get'];
  matrix: Charts['matrix'];
  refreshSeconds: Snapshots['refreshSeconds'];
  state: () => SourceState;
  /** Counts refreshes. */
  version: () => number;
  onChange: (listener: () => void) => () => void;
  /** Queries sent to Prometheus since the start. */
  queriesSent: () => number;
  stop: () => Promise<void>;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const client = createPrometheusClient(options);
  const health = trackSource('prometheus', options.now);
  const snapshots = createSnapshots(client, health, options);
  const charts = createCharts(client, health, { now: options.now, scrapeIntervalSeconds: snapshots.scrapeIntervalSeconds });
  return {
    snapshot: snapshots.get,
    matrix: charts.matrix,
    refreshSeconds: snapshots.refreshSeconds,
    state: health.state,
    version: snapshots.version,
    onChange: snapshots.onChange,
    queriesSent: client.queriesSent,
    stop: async () => {
      snapshots.stop();
      await client.close();
    },
  };
}
