import type { InboundDecision } from '@pidalio/routing';
import { runApplication } from './application.ts';
import { applicationOf } from './bookinfo.ts';
import type { Delivery } from './delivery.ts';
import type { Cancel, Reply, Request } from './exchange.ts';
import { type Arrival, recordInbound } from './inbound-record.ts';
import { podKnobs } from './knobs.ts';
import type { Pod } from './pod.ts';
import type { World } from './world.ts';

const noCancel = () => {};

/** The pod's side of a hop: its proxy if it has one, then the application. Calling the result says that the caller has gone. */
export function deliver(world: World, pod: Pod, delivery: Delivery, reply: Reply): Cancel {
  const proxy = world.proxyOf(pod);
  // Only a sidecar takes TLS, and only the mesh's: the handshake fails before there is a connection.
  const isUnreadable = delivery.tls === 'other' || (delivery.tls === 'mutual' && !proxy);
  if (podKnobs(world.knobs, pod).dead || !world.isAlive(pod) || isUnreadable) {
    reply({ status: 503, bytes: 0, broken: 'connect-failure' });
    return noCancel;
  }
  if (!proxy) {
    runPod(world, pod, delivery.request, reply);
    return noCancel;
  }
  proxy.catchUp(world.queue.nowMs);
  const decision = proxy.decideInbound(delivery);
  const arrival = { proxy, delivery, startMs: world.queue.nowMs };
  if (decision.outcome === 'refused') {
    // No filter chain takes the connection: it closes, and no HTTP metric is written.
    reply({ status: 503, bytes: 0, broken: delivery.tls === 'mutual' ? 'connect-failure' : 'reset' });
    return noCancel;
  }
  if (decision.outcome === 'allowed') return serve(world, arrival, decision, reply);
  answerItself(world, arrival, decision, reply);
  return noCancel;
}

/** A policy or a token rule says no: the proxy answers, and the application hears nothing of it. */
function answerItself(world: World, arrival: Arrival, decision: InboundDecision, reply: Reply): void {
  const { status = 403, body = '', flags, details = '' } = decision;
  const response = { status, bytes: body.length };
  recordInbound(world, arrival, response, { flags: flags.join(',') || '-', details, answeredByProxy: true });
  reply(response);
}

function serve(world: World, arrival: Arrival, decision: InboundDecision, reply: Reply): Cancel {
  let settled = false;
  runPod(world, arrival.proxy.pod, admitted(arrival.delivery.request, decision), (response) => {
    if (settled) return;
    settled = true;
    recordInbound(world, arrival, response, { flags: '-', details: 'via_upstream' });
    reply(response);
  });
  return () => {
    if (settled) return;
    settled = true;
    recordInbound(world, arrival, { status: 0, bytes: 0 }, { flags: 'DC', details: 'downstream_remote_disconnect' });
  };
}

/** The request as the application gets it: Istio takes accepted tokens out, and puts claims in. */
function admitted(request: Request, { forwarded }: InboundDecision): Request {
  if (!forwarded) return request;
  const { path, headersAdded, headersRemoved } = forwarded;
  if (headersRemoved.length === 0 && Object.keys(headersAdded).length === 0) return path === request.path ? request : { ...request, path };
  const kept = Object.entries(request.headers).filter(([name]) => !headersRemoved.includes(name));
  return { ...request, path, headers: { ...Object.fromEntries(kept), ...headersAdded } };
}

function runPod(world: World, pod: Pod, request: Request, reply: Reply): void {
  const { slowMs, errorPercent } = podKnobs(world.knobs, pod);
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
