import type { RequestListener } from 'node:http';
import { createPrometheusApi, expositionContentType, type SeriesStore, type TargetInfo, writeExposition } from '@pidalio/sim-prometheus';
import { expositionFamilies } from './exposition.ts';
import type { ScrapeTarget } from './scrape-targets.ts';

export interface PrometheusEndpointOptions {
  store: SeriesStore;
  scrapeIntervalMs: number;
  targets: () => Iterable<ScrapeTarget>;
}

/** Prometheus' HTTP API, and beside it all series on one page for a Prometheus outside. */
export function prometheusHandler({ store, scrapeIntervalMs, targets }: PrometheusEndpointOptions): RequestListener {
  const api = createPrometheusApi({
    store,
    now: Date.now,
    scrapeIntervalSeconds: scrapeIntervalMs / 1000,
    targets: () => [...targets()].map(targetInfo),
  });
  return (request, response) => {
    if (request.url?.split('?')[0] !== '/playground/metrics') {
      api.handler(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': expositionContentType });
    response.end(writeExposition(expositionFamilies(targets())));
  };
}

function targetInfo({ labels }: ScrapeTarget): TargetInfo {
  return { scrapePool: labels.job ?? '', scrapeUrl: `http://${labels.instance}/stats/prometheus`, labels, health: 'up' };
}
