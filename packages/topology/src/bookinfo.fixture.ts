import { readFlows } from './flows.ts';
import type { GraphInput, Workload } from './graph.ts';
import { type DurationSample, type Peer, type Reporter, type RequestSample, UNKNOWN } from './samples.ts';

const istioBoundsMs = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, Infinity];

export function peer(workload: string, namespace = 'default'): Peer {
  const version = /-(v\d+)$/.exec(workload)?.[1] ?? 'latest';
  return { namespace, workload, app: workload.replace(/-v\d+$/, ''), version };
}

export const nobody: Peer = { namespace: UNKNOWN, workload: UNKNOWN, app: UNKNOWN, version: 'latest' };
export const productpage = peer('productpage-v1');
export const gatewayPeer = peer('istio-ingressgateway', 'istio-system');

interface Call {
  reporter: Reporter;
  from: Peer;
  to: Peer;
  rate: number;
  service?: string;
  code?: string;
  flags?: string;
  grpcStatus?: string;
  routeName?: string;
  security?: string;
}

export function requests({ reporter, from, to, rate, ...rest }: Call): RequestSample {
  const name = rest.service ?? to.app;
  return {
    reporter,
    source: from,
    destination: to,
    service: { namespace: 'default', name },
    host: `${name}.default.svc.cluster.local`,
    protocol: rest.grpcStatus === undefined ? 'http' : 'grpc',
    code: rest.code ?? '200',
    flags: rest.flags ?? '-',
    grpcStatus: rest.grpcStatus ?? '',
    security: rest.security ?? (reporter === 'source' ? UNKNOWN : from === nobody ? 'none' : 'mutual_tls'),
    routeName: rest.routeName ?? '',
    requestsPerSecond: rate,
  };
}

/** All observations at one latency. */
export function durations(call: Call, latencyMs: number): DurationSample {
  const { reporter, source, destination, service, host, protocol, routeName } = requests(call);
  const buckets = istioBoundsMs.map((leMs) => ({ leMs, perSecond: latencyMs <= leMs ? call.rate : 0 }));
  return { reporter, source, destination, service, host, protocol, routeName, buckets };
}

/** The same call as both proxies count it. */
export function seenByBoth(call: Omit<Call, 'reporter'>): RequestSample[] {
  return [requests({ ...call, reporter: 'source' }), requests({ ...call, reporter: 'destination' })];
}

export function workload(name: string, namespace = 'default', extra: Partial<Workload> = {}): Workload {
  const { app, version } = peer(name, namespace);
  return { namespace, name, app, version, labels: { app, version }, pods: 1, sidecar: true, gateway: false, ...extra };
}

export const bookinfoWorkloads: Workload[] = [
  ...['productpage-v1', 'details-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'ratings-v1'].map((name) => workload(name)),
  workload('istio-ingressgateway', 'istio-system', { sidecar: false, gateway: true }),
  workload('legacy-batch', 'legacy', { sidecar: false }),
];

export function graphInput(requests: RequestSample[], extra: Partial<GraphInput> = {}): GraphInput {
  return {
    graph: 'versions',
    flows: readFlows({ requests, durations: [], tcp: [] }, () => false),
    windowSeconds: 60,
    workloads: bookinfoWorkloads,
    services: ['productpage', 'details', 'reviews', 'ratings'].map((name) => ({ namespace: 'default', name, selector: { app: name } })),
    namespaces: [
      { name: 'default', mtls: 'permissive', sidecars: 'all' },
      { name: 'istio-system', mtls: 'unset', sidecars: 'all' },
      { name: 'legacy', mtls: 'unset', sidecars: 'none' },
    ],
    externalHosts: new Set(['api.example.com']),
    steering: () => [],
    badges: () => [],
    ...extra,
  };
}
