import type { Topology } from '@pidalio/contract';
import { buildGraph, type GraphInput, type GraphKind, type ServiceName } from '@pidalio/topology';
import type { Vantage } from './governance.ts';
import { readNamespacesParameter, type Scene } from './scene.ts';
import { badgesOf, steeringOf } from './service-rules.ts';
import type { World, WorldService } from './world.ts';

export function viewTopology(scene: Scene, { namespaces, graph }: { namespaces?: string | undefined; graph: GraphKind }): Topology {
  const { window, sources } = scene;
  return { sources, window, ...buildGraph({ ...graphInput(scene), graph, shown: readNamespacesParameter(namespaces) }) };
}

/** What every graph of a scene is drawn from. */
export function graphInput({ world, traffic, reading }: Scene): Omit<GraphInput, 'graph' | 'shown'> {
  return {
    ...reading,
    traffic,
    workloads: world.workloads,
    services: world.services,
    namespaces: world.namespaces,
    externalHosts: world.externalHosts,
    steering: memo(world, steeringOf),
    badges: memo(world, badgesOf),
    isMirrorTarget: world.isMirrorTarget,
  };
}

/** Asked for every flow, answered once per service. */
function memo<T>(
  world: World,
  read: (world: World, service: WorldService, vantages: readonly Vantage[]) => readonly T[],
): (name: ServiceName) => readonly T[] {
  const known = new Map<WorldService, readonly T[]>();
  return (name) => {
    const service = world.service(name);
    if (service === undefined) return [];
    const answer = known.get(service) ?? read(world, service, world.vantages(service));
    known.set(service, answer);
    return answer;
  };
}
