import type { FamilySample, MetricFamily, MetricType } from '@pidalio/sim-prometheus';
import type { ScrapeTarget } from './scrape-targets.ts';

const FAMILIES: readonly { name: string; type: MetricType; help: string }[] = [
  { name: 'istio_requests_total', type: 'counter', help: 'Requests handled by a proxy.' },
  { name: 'istio_request_duration_milliseconds', type: 'histogram', help: 'Duration of requests.' },
  { name: 'istio_request_bytes', type: 'histogram', help: 'Size of request bodies.' },
  { name: 'istio_response_bytes', type: 'histogram', help: 'Size of response bodies.' },
  { name: 'istio_build', type: 'gauge', help: 'Version of an Istio component.' },
];

/** All targets on one page, each series with the labels of its own target: for a Prometheus outside (`honor_labels: true`). */
export function expositionFamilies(targets: Iterable<ScrapeTarget>): MetricFamily[] {
  const samples = new Map(FAMILIES.map(({ name }) => [name, [] as FamilySample[]]));
  for (const target of targets) {
    for (const { labels, value } of target.samples) {
      const { __name__: name = '', ...own } = labels;
      const suffix = /_(?:bucket|sum|count)$/.exec(name)?.[0] ?? '';
      samples
        .get(name.slice(0, name.length - suffix.length))
        ?.push({ ...(suffix ? { suffix } : {}), labels: { ...own, ...target.labels }, value });
    }
  }
  return FAMILIES.map((family) => ({ ...family, samples: samples.get(family.name) ?? [] }));
}
