import type { Cluster, Decision, Upstream, UpstreamAnswer } from '@pidalio/routing';
import { destinationsOf } from './arrivals.ts';
import type { Arrival, JourneyRequest } from './journey.ts';

/** One way that a request can go from the caller's proxy, as a decision that leaves nothing open. */
export interface Way {
  probability: number;
  decision: Decision;
  isAborted: boolean;
  /** Where it is sent, whether anybody is there or not. */
  cluster?: Cluster;
  arrival?: Arrival;
}

/** Every way, injected delays left out; the probabilities add up to 1. */
export function waysOf(caller: Decision, arrivals: readonly Arrival[]): Way[] {
  const { abort } = caller.fault;
  const aborted = abort?.probability ?? 0;
  const sent = sentWays({ ...caller, fault: {} }, arrivals).map((way) => ({ ...way, probability: way.probability * (1 - aborted) }));
  const all =
    abort === undefined
      ? sent
      : [{ probability: aborted, decision: { ...caller, fault: { abort: { ...abort, probability: 1 } } }, isAborted: true }, ...sent];
  return all.filter(({ probability }) => probability > 0);
}

function sentWays(decision: Decision, arrivals: readonly Arrival[]): Way[] {
  const { action } = decision;
  const destinations = destinationsOf(action);
  // A rule whose weights are all 0 has a route and nowhere to send to.
  if (destinations.length === 0) return [{ probability: 1, decision, isAborted: false }];
  return destinations.flatMap(({ cluster, probability }, index): Way[] => {
    const way = { decision: only(decision, index), isAborted: false, cluster };
    const reached = arrivals.filter(({ destination }) => destination === index);
    if (reached.length === 0) return [{ ...way, probability }];
    return reached.map((arrival) => ({ ...way, probability: arrival.probability, arrival }));
  });
}

function only(decision: Decision, index: number): Decision {
  const { action } = decision;
  const destination = action.type === 'forward' ? action.destinations[index] : undefined;
  if (action.type !== 'forward' || destination === undefined) return decision;
  return { ...decision, action: { ...action, destinations: [{ ...destination, probability: 1 }] } };
}

/** The far end of a way: nobody, or one endpoint that answers, refuses by policy, or ends the connection. */
export function upstreamOf({ protocol }: JourneyRequest, { decision, cluster, arrival }: Way): Upstream {
  const isOutside = cluster === undefined && decision.action.type === 'passthrough';
  return {
    endpoints: () => (arrival === undefined && !isOutside ? [] : ['there']),
    answer: () => (arrival === undefined ? FINE : answerOf(arrival, protocol)),
  };
}

const FINE: UpstreamAnswer = { type: 'status', status: 200 };

function answerOf({ inbound }: Arrival, protocol: JourneyRequest['protocol']): UpstreamAnswer {
  if (inbound === undefined || inbound.outcome === 'allowed') return FINE;
  if (inbound.status === undefined) return { type: 'reset' };
  // To gRPC the status is in a header, and HTTP's is 200 (Envoy's local replies).
  return protocol === 'grpc' ? FINE : { type: 'status', status: inbound.status };
}
