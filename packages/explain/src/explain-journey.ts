import type { Decision, Mesh, Stop } from '@pidalio/routing';
import { arrivalsOf } from './arrivals.ts';
import { asSent, decideAtCaller } from './decide-at-caller.ts';
import type { Arrival, Journey, JourneyAlternative, JourneyRequest } from './journey.ts';
import { outcomesOf } from './outcomes.ts';
import { seriesOf } from './series.ts';
import { openVerdict, verdictOf } from './verdict.ts';
import { waysOf } from './ways.ts';
import { readWorkloads, type Workload } from './workload.ts';

/**
 * The whole way of one request and what comes of it. `workloads` are those that may send and receive; by default those of the pods and
 * controllers among the mesh's own objects.
 */
export function explainJourney(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[] = readWorkloads(mesh)): Journey {
  return journeyOf(mesh, request, workloads, decideAtCaller(mesh, request));
}

function journeyOf(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[], caller: Decision): Journey {
  const arrivals = arrivalsOf(mesh, asSent(request, caller), workloads, caller.action);
  const atCaller = (caller.alternatives ?? []).map(({ assumption, decision }) => ({
    assumption,
    journey: journeyOf(mesh, request, workloads, decision),
  }));
  return concluded(mesh, request, caller, arrivals, [...atCaller, ...atCallee(mesh, request, caller, arrivals)]);
}

/** What the callees' proxies would do if a rule of theirs matched that may. The same rule matches at all of them. */
function atCallee(mesh: Mesh, request: JourneyRequest, caller: Decision, arrivals: readonly Arrival[]): JourneyAlternative[] {
  const assumptions = new Map<string, Stop>();
  for (const { inbound } of arrivals)
    for (const { assumption } of inbound?.alternatives ?? []) assumptions.set(JSON.stringify(assumption), assumption);
  return [...assumptions].map(([key, assumption]) => {
    const assumed = arrivals.map((arrival) => {
      const other = arrival.inbound?.alternatives?.find((one) => JSON.stringify(one.assumption) === key)?.decision;
      return other === undefined ? arrival : { ...arrival, inbound: other, stops: other.stops };
    });
    return { assumption, journey: concluded(mesh, request, caller, assumed, []) };
  });
}

function concluded(
  mesh: Mesh,
  request: JourneyRequest,
  caller: Decision,
  arrivals: readonly Arrival[],
  alternatives: readonly JourneyAlternative[],
): Journey {
  const ways = waysOf(caller, arrivals);
  const outcomes = outcomesOf(request, ways);
  const certain = verdictOf(request, caller, outcomes);
  const verdict = openVerdict(certain, alternatives);
  return { request, caller, arrivals, outcomes, verdict, certain, series: seriesOf(mesh, request, ways), alternatives };
}
