import type {
  ElementCharts,
  Experiment,
  ServiceDetail,
  ServiceRow,
  SourceState,
  Steering,
  Topology,
  Watch,
  Window,
} from '@pidalio/contract';
import type { Mesh } from '@pidalio/routing';
import type { GraphKind, ServiceName } from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import type { ClusterView } from './cluster-view.ts';
import { followMesh } from './follow-mesh.ts';
import { createWorld } from './read-world.ts';
import { createSceneMaker } from './scene.ts';
import { viewElement } from './view-element.ts';
import { viewService } from './view-service.ts';
import { viewServices } from './view-services.ts';
import { viewSteering } from './view-steering.ts';
import { viewTopology } from './view-topology.ts';
import { viewTraffic } from './view-traffic.ts';
import { viewWatch, type WatchRequest } from './view-watch.ts';
import type { World } from './world.ts';

interface Scope {
  namespaces?: string | undefined;
  range: number;
}

type Sourced = { sources: SourceState[]; window: Window };

/** Cluster and metrics joined into what the pages show; null where the thing asked for does not exist. */
export interface MeshViews {
  /** What Istio makes of the objects: the one that answers every question about a request. */
  engine: () => Mesh;
  /** The cluster's part of it, for whoever needs no metrics. */
  world: () => World;
  topology: (query: Scope & { graph: GraphKind }) => Promise<Topology>;
  elementCharts: (query: Scope & { graph: GraphKind; element: string }) => Promise<ElementCharts | null>;
  services: (query: Scope) => Promise<Sourced & { services: ServiceRow[] }>;
  serviceDetail: (name: ServiceName, rangeSeconds: number) => Promise<ServiceDetail | null>;
  steering: (name: ServiceName, rangeSeconds: number) => Promise<Steering | null>;
  /** Judged over the last minute, whatever the range of the charts. */
  watch: (request: WatchRequest) => Promise<Watch>;
  traffic: (query: Scope) => Promise<Sourced & { experiments: Experiment[] }>;
}

const watchSeconds = 60;

export function createMeshViews(options: { cluster: ClusterView; metrics: Metrics; now: () => number }): MeshViews {
  const { metrics } = options;
  const engine = followMesh(options.cluster);
  const world = createWorld(options.cluster, engine);
  const scene = createSceneMaker({ ...options, world });
  return {
    engine,
    world,
    topology: async (query) => viewTopology(await scene(query.range), query),
    elementCharts: async (query) => viewElement(await scene(query.range), metrics, query.graph, query.element),
    services: async (query) => {
      const seen = await scene(query.range);
      return { sources: seen.sources, window: seen.window, services: viewServices(seen, query.namespaces) };
    },
    serviceDetail: async (name, rangeSeconds) => {
      const seen = await scene(rangeSeconds);
      const service = seen.world.service(name);
      return service === undefined ? null : viewService(seen, metrics, service);
    },
    steering: async (name, rangeSeconds) => {
      const seen = await scene(rangeSeconds);
      const service = seen.world.service(name);
      return service === undefined ? null : viewSteering(seen, service);
    },
    watch: async (request) => viewWatch(await scene(watchSeconds), metrics, request),
    traffic: async (query) => {
      const seen = await scene(query.range);
      return { sources: seen.sources, window: seen.window, experiments: viewTraffic(seen, query.namespaces) };
    },
  };
}
