import { createServer, type Server } from 'node:http';
import { createPrometheusApi, createStore } from '@pidalio/sim-prometheus';

/** The end of all samples: a round time, so that every window ends on it. */
export const endMs = Date.UTC(2026, 0, 1, 12, 0, 0);
const scrapeMs = 5000;

export interface Call {
  reporter: 'source' | 'destination';
  /** `workload` or `workload.namespace`; '' for a peer that nobody knows. */
  from: string;
  to: string;
  rate: number;
  service?: string;
  /** '' for none: an unnamed route, or no Telemetry object. */
  routeName?: string;
  code?: string;
  flags?: string;
  latencyMs?: number;
  mutualTls?: boolean;
}

export interface TestPrometheus {
  url: string;
  /** Requests that arrived. */
  received: () => number;
  /** Constant traffic over the seconds before the end. */
  write: (calls: readonly Call[], seconds?: number) => void;
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

/** A Prometheus over HTTP with hand-made samples, as proxies would have exposed them. */
export async function startPrometheus(): Promise<TestPrometheus> {
  const store = createStore({ retentionMs: 24 * 3_600_000 });
  const api = createPrometheusApi({ store, now: () => endMs });
  let received = 0;
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    received += 1;
    api.handler(request, response);
  };
  let server: Server | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    const created = createServer(listener);
    await new Promise<void>((resolve) => created.listen(port, '127.0.0.1', resolve));
    const address = created.address();
    if (address !== null && typeof address === 'object') port = address.port;
    server = created;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => received,
    start,
    stop: async () => {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
    write: (calls, seconds = 400) => {
      for (let timeMs = endMs - seconds * 1000; timeMs <= endMs; timeMs += scrapeMs) {
        const elapsed = (timeMs - (endMs - seconds * 1000)) / 1000;
        for (const call of calls) {
          store.series({ __name__: 'istio_requests_total', ...labelsOf(call), ...outcomeOf(call) }).append(timeMs, call.rate * elapsed);
          for (const le of bounds) {
            const value = (call.latencyMs ?? 8) <= Number(le.replace('+Inf', 'Infinity')) ? call.rate * elapsed : 0;
            store
              .series({ __name__: 'istio_request_duration_milliseconds_bucket', le, ...labelsOf(call), ...outcomeOf(call) })
              .append(timeMs, value);
          }
        }
      }
    },
  };
}

const bounds = ['0.5', '1', '5', '10', '25', '50', '100', '250', '500', '1000', '2500', '5000', '10000', '+Inf'];

function labelsOf(call: Call): Record<string, string> {
  const service = call.service ?? peer(call.to).app;
  return {
    reporter: call.reporter,
    ...peerLabels('source', call.from),
    ...peerLabels('destination', call.to),
    destination_service: `${service}.default.svc.cluster.local`,
    destination_service_name: service,
    destination_service_namespace: 'default',
    request_protocol: 'http',
    ...(call.routeName ? { route_name: call.routeName } : {}),
  };
}

function outcomeOf(call: Call): Record<string, string> {
  const security = call.mutualTls === false || call.from === '' ? 'none' : 'mutual_tls';
  return {
    response_code: call.code ?? '200',
    response_flags: call.flags ?? '-',
    connection_security_policy: call.reporter === 'source' ? 'unknown' : security,
  };
}

function peer(text: string): { workload: string; namespace: string; app: string; version: string } {
  if (text === '') return { workload: 'unknown', namespace: 'unknown', app: 'unknown', version: 'latest' };
  const [workload = '', namespace = 'default'] = text.split('.');
  return { workload, namespace, app: workload.replace(/-(v\d+|stable|next\w*)$/, ''), version: /-(v\d+)$/.exec(workload)?.[1] ?? 'latest' };
}

function peerLabels(end: 'source' | 'destination', text: string): Record<string, string> {
  const { workload, namespace, app, version } = peer(text);
  return {
    [`${end}_workload`]: workload,
    [`${end}_workload_namespace`]: namespace,
    [`${end}_canonical_service`]: app,
    [`${end}_canonical_revision`]: version,
  };
}

/** The same call as both proxies count it. */
export function seenByBoth(call: Omit<Call, 'reporter'>): Call[] {
  const { routeName: _, ...rest } = call;
  return [
    { ...call, reporter: 'source' },
    { ...rest, reporter: 'destination' },
  ];
}
