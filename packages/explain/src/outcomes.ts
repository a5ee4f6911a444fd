import type { Cluster, Decision, Stop } from '@pidalio/routing';
import { destinationsOf } from './arrivals.ts';
import type { Arrival, Outcome } from './journey.ts';

/** What the caller gets, the likeliest first. Response flags and details are Envoy's. */
export function outcomesOf(caller: Decision, arrivals: readonly Arrival[]): Outcome[] {
  const { abort } = caller.fault;
  const aborted = abort?.probability ?? 0;
  const sent = sentOn(caller, arrivals).map((outcome) => ({ ...outcome, probability: outcome.probability * (1 - aborted) }));
  const all = abort === undefined ? sent : [abortedBy(abort, caller.stops), ...sent];
  return merged(all.filter(({ probability }) => probability > 0)).sort((a, b) => b.probability - a.probability);
}

function abortedBy(
  { probability, status, grpc }: { probability: number; status: number; grpc?: boolean },
  stops: readonly Stop[],
): Outcome {
  const base = { kind: 'answered', probability, flags: 'FI', details: 'fault_filter_abort', at: 'caller' } as const;
  // A gRPC status travels in a trailer of an answer that is fine to HTTP.
  return { ...base, status: grpc ? 200 : status, ...stopOf(stops, 'FI-ABORT') };
}

function sentOn({ action, stops }: Decision, arrivals: readonly Arrival[]): Outcome[] {
  const here = { probability: 1, flags: '', details: 'direct_response', at: 'caller' } as const;
  switch (action.type) {
    case 'redirect':
      return [{ ...here, kind: 'answered', status: action.status, ...stopOf(stops, 'AC-REDIRECT', 'GW-HTTPS-REDIRECT') }];
    case 'direct-response':
      return [{ ...here, kind: 'answered', status: action.status, ...stopOf(stops, 'AC-DIRECT', 'AC-PREFLIGHT') }];
    case 'no-route':
      return [
        { ...here, kind: 'no-route', status: 404, flags: 'NR', details: 'route_not_found', ...stopOf(stops, 'RT-NONE', 'GW-NO-HOST') },
      ];
    case 'blackhole':
      return [{ ...here, kind: 'no-route', status: 502, ...stopOf(stops, 'VH-UNKNOWN', 'LS-NONE') }];
    case 'refused':
      return [{ ...here, kind: 'no-route', status: 0, details: '', ...stopOf(stops, 'GW-NO-SERVER', 'GW-NO-SNI') }];
    case 'passthrough':
      return [
        { ...here, kind: 'delivered', status: null, details: 'via_upstream', at: 'outside', ...stopOf(stops, 'VH-UNKNOWN', 'LS-NONE') },
      ];
    case 'plain':
    case 'forward':
      return destinationsOf(action).flatMap(({ cluster, probability }, index) => {
        const reached = arrivals.filter(({ destination }) => destination === index);
        return reached.length === 0 ? [unreachable(cluster, probability, stops)] : reached.map(arrived);
      });
  }
}

function arrived({ cluster, probability, workload }: Arrival): Outcome {
  return {
    kind: 'delivered',
    probability,
    status: null,
    flags: '',
    details: 'via_upstream',
    at: cluster.service === undefined ? 'outside' : 'callee',
    destination: destinationOf(cluster),
    ...(workload === undefined ? {} : { workload: { namespace: workload.namespace, name: workload.name } }),
  };
}

function unreachable(cluster: Cluster, probability: number, stops: readonly Stop[]): Outcome {
  const base = { kind: 'unreachable', probability, at: 'caller', destination: destinationOf(cluster) } as const;
  if (cluster.exists) return { ...base, status: 503, flags: 'UH', details: 'no_healthy_upstream' };
  const why = stops.find(
    ({ code, values }) =>
      (code === 'DS-NO-SUBSET' && values?.subset === cluster.subset) || (code === 'DS-NO-HOST' && values?.host === cluster.host),
  );
  const stop = why === undefined ? {} : { stop: why };
  return { ...base, status: cluster.missingStatus ?? 503, flags: 'NC', details: 'cluster_not_found', ...stop };
}

function destinationOf({ host, port, subset }: Cluster): NonNullable<Outcome['destination']> {
  return { host, port, subset };
}

function stopOf(stops: readonly Stop[], ...codes: Stop['code'][]): { stop?: Stop } {
  const stop = stops.findLast(({ code }) => codes.includes(code));
  return stop === undefined ? {} : { stop };
}

/** Two destinations of a rule may lead to the same place. */
function merged(outcomes: readonly Outcome[]): Outcome[] {
  const byKey = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const { probability, stop: _, ...rest } = outcome;
    const key = JSON.stringify(rest);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? outcome : { ...known, probability: known.probability + probability });
  }
  return [...byKey.values()];
}
