import type { Course, Decision } from '@pidalio/routing';
import type { Request, Response } from './exchange.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { ServiceName } from './request-metrics.ts';
import type { World } from './world.ts';

/** Why a request ended as it did. */
export interface Ending {
  /** Envoy response flags, '-' for none. */
  flags: string;
  details: string;
  upstreamHost?: string;
}

export interface OutboundFacts {
  proxy: PodProxy;
  request: Request;
  decision: Decision;
  course: Course;
  /** Undefined when no server proxy was reached. */
  endpoint: Pod | undefined;
  mutualTls: boolean;
  startMs: number;
  response: Response;
  ending: Ending;
}

/** The caller's side of the books: one count and one log line per request, however many tries it took. */
export function recordOutbound(world: World, facts: OutboundFacts): void {
  const { proxy, request, decision, response, ending, startMs } = facts;
  const durationMs = world.queue.nowMs - startMs;
  const routeName = routeNameOf(decision);
  const authority = proxy.pod.proxy === 'gateway' ? request.host : `${request.host}:${request.port}`;
  const attributes = () => ({
    'xds.route_name': routeName,
    'request.method': request.method,
    'request.host': authority,
    'request.url_path': request.path,
  });
  // Without metadata exchange nothing is known about the far end.
  const endpointProxy = facts.endpoint && world.proxyOf(facts.endpoint);
  proxy.metrics.record({
    reporter: 'source',
    source: proxy.pod.workload,
    destination: endpointProxy?.pod.workload,
    service: serviceName(facts, authority),
    mutualTls: facts.mutualTls,
    status: response.status,
    flags: ending.flags,
    durationMs,
    requestBytes: request.bytes,
    responseBytes: response.bytes,
    ...proxy.tags('CLIENT', attributes),
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
    upstreamHost: ending.upstreamHost ?? '',
    upstreamCluster: clusterName(facts),
    downstreamAddress: `${proxy.pod.ip}:0`,
    routeName,
  });
}

function routeNameOf({ action, routeName }: Decision): string {
  if (action.type === 'passthrough') return 'allow_any';
  return action.type === 'blackhole' ? 'block_all' : routeName;
}

function clusterName({ decision, course }: OutboundFacts): string {
  if (decision.action.type === 'passthrough') return 'PassthroughCluster';
  const { cluster } = course;
  return cluster ? `outbound|${cluster.port}|${cluster.subset}|${cluster.host}` : '';
}

/**
 * The cluster names the service. Without one a sidecar falls back to the Host header; gateways do not
 * (envoy contrib/istio/filters/http/istio_stats, disable_host_header_fallback).
 */
function serviceName({ decision, course, proxy }: OutboundFacts, authority: string): ServiceName {
  // An aborted request was never sent on, yet Envoy knows the cluster of the route that matched.
  const cluster = course.cluster ?? (decision.action.type === 'forward' ? decision.action.destinations[0]?.cluster : undefined);
  if (cluster?.exists) {
    const { service, host } = cluster;
    return { host, name: service?.name ?? host, namespace: service?.namespace ?? 'unknown' };
  }
  const host = proxy.pod.proxy === 'gateway' ? 'unknown' : authority;
  if (decision.action.type === 'passthrough') return { host, name: 'PassthroughCluster', namespace: 'unknown' };
  if (decision.action.type === 'blackhole') return { host, name: 'BlackHoleCluster', namespace: 'unknown' };
  return { host, name: 'unknown', namespace: 'unknown' };
}
