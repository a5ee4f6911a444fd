import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Deps } from '../deps.ts';

export interface Instruments {
  registry: Registry;
  countRequests: RequestHandler;
}

/** What Pidalio tells about itself on /metrics. */
export function createInstruments({ cluster, metrics, changes }: Pick<Deps, 'cluster' | 'metrics' | 'changes'>): Instruments {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'pidalio_' });
  const registers = [registry];

  new Counter({
    name: 'pidalio_prometheus_queries_total',
    help: 'Queries sent to Prometheus.',
    registers,
    collect() {
      this.reset();
      this.inc(metrics.queriesSent());
    },
  });
  new Gauge({
    name: 'pidalio_source_up',
    help: '1 while a source answers.',
    labelNames: ['source'],
    registers,
    collect() {
      for (const { source, state } of [cluster.state(), metrics.state()]) this.set({ source }, state === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'pidalio_cached_objects',
    help: 'Objects held in memory, by kind.',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset();
      const mesh = cluster.kinds().map(({ group, kind }) => `${group}/${kind}`);
      for (const kind of [...coreKinds, ...mesh]) this.set({ kind }, cluster.objects(kind).length);
    },
  });
  new Counter({
    name: 'pidalio_changes_total',
    help: 'Changes applied or put back.',
    registers,
    collect() {
      this.reset();
      this.inc(changes.version());
    },
  });
  const seconds = new Histogram({
    name: 'pidalio_http_request_duration_seconds',
    help: 'Time to answer, by route.',
    labelNames: ['method', 'route', 'code'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });

  return {
    registry,
    countRequests: (request, response, next) => {
      const stop = seconds.startTimer();
      response.on('finish', () => {
        // The pattern, not the path: labels must not grow with the names of services.
        const matched: unknown = request.route?.path;
        stop({ method: request.method, route: typeof matched === 'string' ? matched : 'other', code: response.statusCode });
      });
      next();
    },
  };
}

const coreKinds = ['/Namespace', '/Service', '/Pod', 'discovery.k8s.io/EndpointSlice', 'apps/Deployment', 'apps/ReplicaSet'];
