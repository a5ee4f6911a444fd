import { type Cluster, outcomesOf as endsOf, type Stop, type StopCode } from '@pidalio/routing';
import { passesBytes } from './decide-at-caller.ts';
import type { Arrival, JourneyRequest, Outcome } from './journey.ts';
import { upstreamOf, type Way } from './ways.ts';

/** What the caller gets, the likeliest first. Response flags and details are Envoy's; those of a denial are what the callee's proxy logs. */
export function outcomesOf(request: JourneyRequest, ways: readonly Way[]): Outcome[] {
  const all = ways.map((way) => ({ ...outcomeOf(request, way), probability: way.probability }));
  return merged(all).sort((a, b) => b.probability - a.probability);
}

type Ended = Omit<Outcome, 'probability'>;

function outcomeOf(request: JourneyRequest, way: Way): Ended {
  const { decision, isAborted, arrival, cluster } = way;
  const { action, stops } = decision;
  if (arrival !== undefined) return arrived(request, way, arrival);
  const here = { at: 'caller', ...endOf(request, way) } as const;
  if (isAborted) return { kind: 'answered', ...here, ...stopOf(stops, 'FI-ABORT') };
  // No Service of the mesh, and a name that DNS outside may know: it leaves as if there were no mesh.
  if (action.type === 'plain' && action.cluster.service === undefined && isOutside(action.cluster.host)) {
    return { ...DELIVERED, details: '', at: 'outside', ...stopOf(stops, 'CL-NO-PROXY') };
  }
  if (cluster !== undefined) return { kind: 'unreachable', ...here, destination: destinationOf(cluster), ...missing(stops, cluster) };
  switch (action.type) {
    case 'redirect':
      return { kind: 'answered', ...here, ...stopOf(stops, 'AC-REDIRECT', 'GW-HTTPS-REDIRECT') };
    case 'direct-response':
      if (action.refusal !== undefined) return { kind: 'denied', ...here, ...stopOf(stops, ...REFUSALS) };
      return { kind: 'answered', ...here, ...stopOf(stops, 'AC-DIRECT', 'AC-PREFLIGHT', 'RQ-BAD-METHOD', 'TC-NOT-HTTP') };
    case 'passthrough':
      return { ...DELIVERED, at: 'outside', ...stopOf(stops, 'VH-UNKNOWN', 'LS-NONE', 'TC-NO-LISTENER', 'TC-CATCH-ALL') };
    case 'forward':
      return { kind: 'unreachable', ...here, ...stopOf(stops, 'RT-MATCH') };
    default:
      return { kind: 'no-route', ...here, ...lastOf(stops) };
  }
}

function isOutside(host: string): boolean {
  return host.includes('.') && !host.includes('.svc');
}

const DELIVERED = { kind: 'delivered', status: null, flags: '', details: 'via_upstream' } as const;

function arrived(request: JourneyRequest, way: Way, { cluster, workload, inbound }: Arrival): Ended {
  const base = {
    at: cluster.service === undefined ? ('outside' as const) : ('callee' as const),
    destination: destinationOf(cluster),
    ...(workload === undefined ? {} : { workload: { namespace: workload.namespace, name: workload.name } }),
  };
  if (inbound === undefined || inbound.outcome === 'allowed') return { ...base, ...DELIVERED };
  const stop = stopOf(inbound.stops, ...REFUSALS);
  const logged = { flags: inbound.flags.join(','), details: inbound.details ?? '' };
  // An answer of the callee's proxy comes through; a connection that it ends is a reset to the caller's, if there is one.
  if (inbound.status !== undefined) return { ...base, kind: 'denied', status: inbound.status, ...logged, ...stop };
  const isBare = request.caller.proxy === 'none' || passesBytes(way.decision.action);
  return { ...base, kind: 'denied', ...(isBare ? { status: 0, ...logged } : endOf(request, way)), ...stop };
}

/** The end of a way as the caller's proxy logs it. */
function endOf(request: JourneyRequest, way: Way): Pick<Outcome, 'status' | 'flags' | 'details'> {
  const [end] = endsOf(way.decision, upstreamOf(request, way), { grpc: request.protocol === 'grpc' });
  if (end === undefined) throw new Error('every decision has an end');
  const { status, flags, details } = end.outcome;
  // What is not read as HTTP is not answered in HTTP.
  return { status: passesBytes(way.decision.action) ? 0 : status, flags: flags === '-' ? '' : flags, details };
}

function missing(stops: readonly Stop[], { host, subset }: Cluster): { stop?: Stop } {
  const why = stops.filter(
    ({ code, values }) => (code === 'DS-NO-SUBSET' && values?.subset === subset) || (code === 'DS-NO-HOST' && values?.host === host),
  );
  return lastOf(why);
}

function destinationOf({ host, port, subset }: Cluster): NonNullable<Outcome['destination']> {
  return { host, port, subset };
}

const REFUSALS: readonly StopCode[] = [
  'AP-DENY',
  'AP-NONE-ALLOWS',
  'AP-CUSTOM',
  'AP-CUSTOM-BROKEN',
  'RA-REJECTED',
  'RA-MAY-REJECT',
  'PA-REFUSED-PLAIN',
  'PA-REFUSED-TLS',
  'PA-REFUSED-TRUST-DOMAIN',
  'PA-MAY-REFUSE',
];

function stopOf(stops: readonly Stop[], ...codes: StopCode[]): { stop?: Stop } {
  return lastOf(stops.filter(({ code }) => codes.includes(code)));
}

function lastOf(stops: readonly Stop[]): { stop?: Stop } {
  const stop = stops.at(-1);
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
