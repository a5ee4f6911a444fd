import type { ServiceRow, SourceState, Topology, Window } from '@pidalio/contract';
import type { GraphKind } from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import type { ClusterView } from './cluster-view.ts';
import { setScene } from './scene.ts';
import { viewServices } from './view-services.ts';
import { viewTopology } from './view-topology.ts';
import { createWorld, type WorldOptions } from './world.ts';

interface Scope {
  namespaces?: string | undefined;
  range: number;
}

/** Cluster and metrics joined into what the pages show. */
export interface MeshViews {
  topology: (query: Scope & { graph: GraphKind }) => Promise<Topology>;
  services: (query: Scope) => Promise<{ sources: SourceState[]; window: Window; services: ServiceRow[] }>;
}

export interface MeshViewsOptions extends WorldOptions {
  cluster: ClusterView;
  metrics: Metrics;
  now: () => number;
}

export function createMeshViews(options: MeshViewsOptions): MeshViews {
  const sources = { ...options, world: createWorld(options.cluster, options) };
  return {
    topology: async (query) => viewTopology(await setScene(sources, query.range), query),
    services: async (query) => {
      const scene = await setScene(sources, query.range);
      return { sources: scene.sources, window: scene.window, services: viewServices(scene, query.namespaces) };
    },
  };
}
