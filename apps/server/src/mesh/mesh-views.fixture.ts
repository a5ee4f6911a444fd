import { createMetrics } from '../metrics/metrics.ts';
import { type Call, endMs, seenByBoth, startPrometheus } from '../metrics/prometheus.fixture.ts';
import { bookinfo, clusterOf } from './cluster.fixture.ts';
import { createMeshViews, type MeshViews } from './mesh-views.ts';

/** Gives views of Bookinfo with some objects and calls; `atEnd` takes what stops them. */
export function lookUntil(atEnd: (stop: () => Promise<void>) => void): (yaml: string, calls: readonly Call[]) => Promise<MeshViews> {
  return async (yaml, calls) => {
    const prometheus = await startPrometheus();
    prometheus.write(calls);
    const metrics = createMetrics({ url: prometheus.url, timeoutMs: 5000, now: () => endMs });
    atEnd(async () => {
      await Promise.all([prometheus.stop(), metrics.stop()]);
    });
    return createMeshViews({ cluster: clusterOf(bookinfo(yaml)), metrics, now: () => endMs });
  };
}

export function callsToReviews(to: string, rate: number, routeName: string, extra: Partial<Call> = {}): Call[] {
  return seenByBoth({ from: 'productpage-v1', to, rate, routeName, ...extra });
}

export const ingressCalls: Call[] = [
  { reporter: 'source', from: 'istio-ingressgateway.istio-system', to: 'productpage-v1', rate: 40, routeName: 'productpage' },
];
