import { runApplication } from './application.ts';
import { applicationOf } from './bookinfo.ts';
import type { Cancel, Reply, Request, Response } from './exchange.ts';
import { workloadKnobs } from './knobs.ts';
import type { Pod, Workload } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { ServiceName } from './request-metrics.ts';
import type { World } from './world.ts';

/** A request on its way to a pod. */
export interface Delivery {
  request: Request;
  /** What the caller's proxy told about it; undefined when it has none. */
  caller: Workload | undefined;
  callerAddress: string;
  mutualTls: boolean;
}

/** The pod's side of a hop: its proxy if it has one, then the application. Calling the result says that the caller has gone. */
export function deliver(world: World, pod: Pod, delivery: Delivery, reply: Reply): Cancel {
  const noCancel = () => {};
  if (workloadKnobs(world.knobs, pod.workload.name).dead || !world.isAlive(pod)) {
    reply({ status: 503, bytes: 0, broken: 'connect-failure' });
    return noCancel;
  }
  const proxy = world.proxyOf(pod);
  if (!proxy) {
    runPod(world, pod, delivery.request, reply);
    return noCancel;
  }
  proxy.catchUp(world.queue.nowMs);
  // No filter chain of a STRICT listener takes plain text: the connection closes, and no HTTP metric is written.
  if (!delivery.mutualTls && proxy.mutualTlsMode(delivery.request.port) === 'STRICT') {
    reply({ status: 503, bytes: 0, broken: 'reset' });
    return noCancel;
  }
  return serve(world, proxy, delivery, reply);
}

function serve(world: World, proxy: PodProxy, delivery: Delivery, reply: Reply): Cancel {
  const startMs = world.queue.nowMs;
  const { pod } = proxy;
  let settled = false;
  const settle = (response: Response, flags: string) => {
    settled = true;
    recordInbound(world, proxy, pod, delivery, response, flags, startMs);
  };
  runPod(world, pod, delivery.request, (response) => {
    if (settled) return;
    settle(response, '-');
    reply(response);
  });
  return () => {
    if (!settled) settle({ status: 0, bytes: 0 }, 'DC');
  };
}

function runPod(world: World, pod: Pod, request: Request, reply: Reply): void {
  const { slowMs, errorPercent } = workloadKnobs(world.knobs, pod.workload.name);
  const start = () => {
    if (world.random() * 100 < errorPercent) reply({ status: 503, bytes: 60 });
    else {
      const handling = applicationOf(pod.image)(request, world.random);
      runApplication(handling, world.queue, (call, answer) => world.send(pod, call, answer), reply);
    }
  };
  if (slowMs > 0) world.queue.after(slowMs, start);
  else start();
}

function recordInbound(
  world: World,
  proxy: PodProxy,
  pod: Pod,
  delivery: Delivery,
  response: Response,
  flags: string,
  startMs: number,
): void {
  const { request, caller, mutualTls } = delivery;
  const durationMs = world.queue.nowMs - startMs;
  const attributes = () => ({
    'xds.route_name': 'default',
    'request.method': request.method,
    'request.host': `${request.host}:${request.port}`,
    'request.url_path': request.path,
  });
  proxy.metrics.record({
    reporter: 'destination',
    source: caller,
    destination: pod.workload,
    service: inboundService(world, pod),
    mutualTls,
    status: response.status,
    flags,
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
    flags,
    details: flags === 'DC' ? 'downstream_remote_disconnect' : 'via_upstream',
    requestBytes: 0,
    responseBytes: response.bytes,
    durationMs,
    authority: `${request.host}:${request.port}`,
    upstreamHost: `${pod.ip}:${request.port}`,
    upstreamCluster: `inbound|${request.port}||`,
    downstreamAddress: delivery.callerAddress,
    routeName: 'default',
  });
}

/** The inbound cluster carries the Service that selects the pod, whatever name the caller used. */
function inboundService(world: World, pod: Pod): ServiceName {
  return world.serviceOf(pod) ?? { host: 'unknown', name: 'unknown', namespace: 'unknown' };
}
