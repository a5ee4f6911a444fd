import type { Topology } from '@pidalio/contract';
import { buildGraph, type GraphKind } from '@pidalio/topology';
import { readNamespacesParameter, type Scene } from './scene.ts';

export function viewTopology(scene: Scene, { namespaces, graph }: { namespaces?: string | undefined; graph: GraphKind }): Topology {
  const { world, traffic, reading, window, sources } = scene;
  const drawn = buildGraph({
    ...reading,
    graph,
    traffic,
    workloads: world.workloads,
    services: world.services,
    namespaces: world.namespaces,
    externalHosts: world.externalHosts,
    steering: () => [],
    badges: () => [],
    isMirrorTarget: () => false,
    shown: readNamespacesParameter(namespaces),
  });
  return { sources, window, ...drawn };
}
