import { selectsLabels } from '@pidalio/istio';
import type { Cluster, Mesh, RouteAction } from '@pidalio/routing';
import { connect } from './connection.ts';
import type { Arrival, JourneyRequest } from './journey.ts';
import type { Workload } from './workload.ts';

/** Where a request that is sent on can arrive: each destination that exists, shared by the workloads behind it as their ready pods share it. */
export function arrivalsOf(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[], action: RouteAction): Arrival[] {
  return destinationsOf(action).flatMap(({ cluster, probability }, destination) => {
    if (!cluster.exists) return [];
    const behind = workloadsBehind(cluster, workloads);
    const sharers = behind.filter(({ readyPods }) => readyPods !== 0);
    if (sharers.length === 0) {
      // Where pods are known and none is ready, nobody gets it; where they are not, somebody may.
      return isEmpty(cluster, behind, workloads)
        ? []
        : [{ destination, cluster, probability, connection: connect(mesh, request), stops: [] }];
    }
    const total = sharers.reduce((sum, { readyPods }) => sum + (readyPods ?? 1), 0);
    return sharers.map((workload) => ({
      destination,
      cluster,
      probability: (probability * (workload.readyPods ?? 1)) / total,
      workload,
      connection: connect(mesh, request, workload),
      stops: [],
    }));
  });
}

export function destinationsOf(action: RouteAction): readonly { cluster: Cluster; probability: number }[] {
  if (action.type === 'plain') return [{ cluster: action.cluster, probability: 1 }];
  return action.type === 'forward' ? action.destinations : [];
}

function workloadsBehind({ service, endpointLabels }: Cluster, workloads: readonly Workload[]): Workload[] {
  if (service === undefined || Object.keys(endpointLabels).length === 0) return [];
  return workloads.filter(({ namespace, labels }) => namespace === service.namespace && selectsLabels(endpointLabels, labels));
}

/** A Service without a selector may have endpoints that someone else keeps. */
function isEmpty({ service, endpointLabels }: Cluster, behind: readonly Workload[], workloads: readonly Workload[]): boolean {
  if (service === undefined || Object.keys(endpointLabels).length === 0) return false;
  return behind.length > 0 || workloads.some(({ readyPods }) => readyPods !== null);
}
