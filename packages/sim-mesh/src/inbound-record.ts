import type { Delivery } from './delivery.ts';
import type { Response } from './exchange.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { ServiceName } from './request-metrics.ts';
import type { World } from './world.ts';

/** A request that the proxy of a pod has taken. */
export interface Arrival {
  proxy: PodProxy;
  delivery: Delivery;
  startMs: number;
}

/** How it ended there. */
export interface InboundEnding {
  /** Envoy response flags, '-' for none. */
  flags: string;
  details: string;
  answeredByProxy?: boolean;
}

/** The server's side of the books: one count and one log line per request that arrived. */
export function recordInbound(world: World, { proxy, delivery, startMs }: Arrival, response: Response, ending: InboundEnding): void {
  const { pod } = proxy;
  const { request, authority, port, caller } = delivery;
  const durationMs = world.queue.nowMs - startMs;
  const attributes = () => ({
    'xds.route_name': 'default',
    'request.method': request.method,
    'request.host': authority,
    'request.url_path': request.path,
  });
  proxy.metrics.record({
    reporter: 'destination',
    source: caller,
    destination: pod.workload,
    service: inboundService(world, pod),
    mutualTls: delivery.tls === 'mutual',
    status: response.status,
    flags: ending.flags,
    durationMs,
    requestBytes: request.bytes,
    responseBytes: response.bytes,
    ...proxy.tags('SERVER', attributes),
  });
  proxy.accessLog.add({
    startMs,
    method: request.method,
    path: request.path,
    status: response.status,
    flags: ending.flags,
    details: ending.details,
    requestBytes: 0,
    responseBytes: response.bytes,
    durationMs,
    authority,
    upstreamHost: ending.answeredByProxy ? '' : `${pod.ip}:${port}`,
    upstreamCluster: `inbound|${port}||`,
    downstreamAddress: `${delivery.callerIp}:0`,
    routeName: 'default',
  });
}

/** The inbound cluster carries the Service that selects the pod, whatever name the caller used. */
function inboundService(world: World, pod: Pod): ServiceName {
  return world.serviceOf(pod) ?? { host: 'unknown', name: 'unknown', namespace: 'unknown' };
}
