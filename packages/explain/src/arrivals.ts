import { findService, selectsLabels } from '@pidalio/istio';
import type { Cluster, Destination, Mesh, RouteAction } from '@pidalio/routing';
import { arrive } from './arrive.ts';
import { connect } from './connection.ts';
import type { Arrival, JourneyRequest } from './journey.ts';
import type { Workload } from './workload.ts';

/** Where a request that is sent on can arrive: each destination that exists, shared by the workloads behind it as their ready pods share it. */
export function arrivalsOf(mesh: Mesh, request: JourneyRequest, workloads: readonly Workload[], action: RouteAction): Arrival[] {
  return destinationsOf(action).flatMap((to, destination) => {
    const { cluster } = to;
    if (!cluster.exists) return [];
    const behind = workloadsBehind(cluster, workloads);
    const sharers = behind.filter(({ readyPods }) => readyPods !== 0);
    // Where pods are known and none is ready, nobody gets it; where they are not, somebody may.
    if (sharers.length === 0 && isEmpty(mesh, cluster, behind, workloads)) return [];
    const total = sharers.reduce((sum, { readyPods }) => sum + (readyPods ?? 1), 0);
    const shares =
      sharers.length === 0
        ? [{ workload: undefined, share: 1 }]
        : sharers.map((workload) => ({ workload, share: (workload.readyPods ?? 1) / total }));
    return shares.map(({ workload, share }) => {
      const callee = workload ?? supposedWorkload(cluster);
      const port = targetPort(mesh, cluster, callee);
      const connection = connect(mesh, request, 'settings' in to ? to.settings : undefined, callee, port);
      const inbound =
        callee === undefined || callee.proxy === 'none' ? undefined : arrive(mesh, { request, action, to, callee, port, connection });
      return {
        destination,
        cluster,
        probability: to.probability * share,
        ...(workload === undefined ? {} : { workload }),
        connection,
        ...(inbound === undefined ? {} : { inbound }),
        stops: inbound?.stops ?? [],
      };
    });
  });
}

export function destinationsOf(action: RouteAction): readonly (Destination | { cluster: Cluster; probability: number })[] {
  if (action.type === 'plain') return [{ cluster: action.cluster, probability: 1 }];
  return action.type === 'forward' ? action.destinations : [];
}

function workloadsBehind({ service, endpointLabels }: Cluster, workloads: readonly Workload[]): Workload[] {
  if (service === undefined || Object.keys(endpointLabels).length === 0) return [];
  return workloads.filter(({ namespace, labels }) => namespace === service.namespace && selectsLabels(endpointLabels, labels));
}

/**
 * A Service without a selector may have endpoints that someone else keeps. Where other workloads of the Service are known, a subset that none
 * of them belongs to selects nobody, even in files that hold no pods.
 */
function isEmpty(mesh: Mesh, cluster: Cluster, behind: readonly Workload[], workloads: readonly Workload[]): boolean {
  const { host, service, endpointLabels } = cluster;
  if (service === undefined || Object.keys(endpointLabels).length === 0) return false;
  if (behind.length > 0 || workloads.some(({ readyPods }) => readyPods !== null)) return true;
  const selector = findService(mesh.catalog, host, service.namespace)?.selector ?? {};
  return Object.keys(selector).length > 0 && workloadsBehind({ ...cluster, endpointLabels: selector }, workloads).length > 0;
}

/** Rules in files often come without the pods that they are for: at least the labels that a Service asks for are sure. */
function supposedWorkload({ service, endpointLabels }: Cluster): Workload | undefined {
  if (service === undefined || Object.keys(endpointLabels).length === 0) return undefined;
  return { ...service, labels: endpointLabels, serviceAccount: 'default', proxy: 'sidecar', readyPods: null };
}

/** Where the pods listen that a Service's port leads to. */
function targetPort(mesh: Mesh, { host, port, service }: Cluster, callee: Workload | undefined): number {
  const found = findService(mesh.catalog, host, service?.namespace ?? '');
  const target = found?.ports.find(({ number }) => number === port)?.targetPort ?? port;
  return typeof target === 'number' ? target : (callee?.ports?.[target] ?? port);
}
