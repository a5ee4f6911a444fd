import type { Topology } from '@pidalio/contract';
import { buildGraph, type Graph, type GraphKind, type ServiceName, showOnly } from '@pidalio/topology';
import type { Vantage } from './governance.ts';
import { readNamespacesParameter, type Scene } from './scene.ts';
import { badgesOf, steeringOf } from './service-rules.ts';
import type { World, WorldService } from './world.ts';

export function viewTopology(scene: Scene, { namespaces, graph }: { namespaces?: string | undefined; graph: GraphKind }): Topology {
  const { window, sources } = scene;
  return { sources, window, ...showOnly(readNamespacesParameter(namespaces), graphOf(scene, graph)) };
}

const graphs = new WeakMap<Scene['flows'], Map<GraphKind, Graph>>();

/** The whole graph of a scene; drawn once for everyone who looks at it. */
export function graphOf(scene: Scene, kind: GraphKind): Graph {
  const drawn = graphs.get(scene.flows) ?? new Map<GraphKind, Graph>();
  graphs.set(scene.flows, drawn);
  const graph = drawn.get(kind) ?? drawGraph(scene, kind);
  drawn.set(kind, graph);
  return graph;
}

function drawGraph({ world, flows, reading }: Scene, graph: GraphKind): Graph {
  return buildGraph({
    ...reading,
    graph,
    flows,
    workloads: world.workloads,
    services: world.services,
    namespaces: world.namespaces,
    externalHosts: world.externalHosts,
    steering: memo(world, steeringOf),
    badges: memo(world, badgesOf),
  });
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
