import { type Decision, explain, type Mesh } from '@pidalio/routing';
import { arrivalsOf } from './arrivals.ts';
import type { Journey, JourneyRequest } from './journey.ts';
import { outcomesOf } from './outcomes.ts';
import { openVerdict, verdictOf } from './verdict.ts';
import { readWorkloads, type Workload } from './workload.ts';

/**
 * The whole way of one request and what comes of it. `workloads` are those that may send and receive; by default those of the pods and
 * controllers among the mesh's own objects.
 */
export function explainJourney(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[] = readWorkloads(mesh)): Journey {
  return journeyOf(mesh, request, workloads, explain(mesh, request));
}

function journeyOf(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[], caller: Decision): Journey {
  const arrivals = arrivalsOf(mesh, request, workloads, caller.action);
  const outcomes = outcomesOf(caller, arrivals);
  const alternatives = (caller.alternatives ?? []).map(({ assumption, decision }) => ({
    assumption,
    journey: journeyOf(mesh, request, workloads, decision),
  }));
  const certain = verdictOf(request, caller, outcomes);
  const verdict = openVerdict(certain, alternatives);
  return { request, caller, arrivals, outcomes, verdict, certain, series: [], alternatives };
}
