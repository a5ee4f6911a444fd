import type { SourceState, Window } from '@pidalio/contract';
import {
  type Flow,
  type Flows,
  groupBy,
  type Inventory,
  type Reading,
  readFlows,
  type ServiceName,
  type Traffic,
  takeInventory,
} from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import type { Snapshot } from '../metrics/snapshots.ts';
import type { ClusterView } from './cluster-view.ts';
import type { World } from './world.ts';

/** Both sources at one moment: what every view is made from. */
export interface Scene {
  world: World;
  traffic: Traffic;
  flows: Flows;
  /** Live flows by `namespace/name` of the service called. */
  flowsByService: ReadonlyMap<string, readonly Flow[]>;
  inventory: Inventory;
  /** Whether any caller's proxy writes route names: else a missing name says nothing. */
  routeNamesSeen: boolean;
  reading: Reading;
  window: Window;
  sources: SourceState[];
}

const noTraffic: Traffic = { requests: [], durations: [], tcp: [] };

export interface SceneSources {
  cluster: ClusterView;
  metrics: Metrics;
  world: () => World;
  now: () => number;
}

type SharedScene = Omit<Scene, 'sources'>;

/**
 * Sets the scene for a range. The last one of each range is kept: all who look at the same moment share the work. A source that failed
 * leaves its part empty or old, and says so in `sources`.
 */
export function createSceneMaker({ cluster, metrics, world, now }: SceneSources): (rangeSeconds: number) => Promise<Scene> {
  const last = new Map<number, { snapshot: Snapshot | null; scene: SharedScene }>();
  return async (rangeSeconds) => {
    const snapshot = await metrics.snapshot(rangeSeconds);
    const present = world();
    const sources = [cluster.state(), metrics.state()];
    const known = last.get(rangeSeconds);
    if (known !== undefined && snapshot !== null && known.snapshot === snapshot && known.scene.world === present)
      return { ...known.scene, sources };
    const scene = setScene(present, snapshot, { rangeSeconds, endMs: now() });
    last.set(rangeSeconds, { snapshot, scene });
    return { ...scene, sources };
  };
}

function setScene(world: World, snapshot: Snapshot | null, asked: { rangeSeconds: number; endMs: number }): SharedScene {
  const traffic = snapshot?.traffic ?? noTraffic;
  const flows = readFlows(traffic, world.isMirrorTarget);
  const { rangeSeconds, endMs, effectiveRangeSeconds } = snapshot ?? { ...asked, effectiveRangeSeconds: asked.rangeSeconds };
  return {
    world,
    traffic,
    flows,
    flowsByService: groupBy(flows.live, ({ service }) => `${service.namespace}/${service.name}`),
    inventory: takeInventory(world.workloads, world.services, [...flows.live, ...flows.shadow]),
    routeNamesSeen: traffic.requests.some(({ reporter, routeName }) => reporter === 'source' && routeName !== ''),
    reading: { windowSeconds: effectiveRangeSeconds, measured: snapshot !== null },
    window: { rangeSeconds, endMs, effectiveRangeSeconds },
  };
}

/** Charts ask Prometheus after the snapshot did: its state may have moved since. */
export function sourcesNow(scene: Scene, metrics: Metrics): SourceState[] {
  return scene.sources.map((state) => (state.source === 'prometheus' ? metrics.state() : state));
}

/** Live traffic to a service: counted by the callers' proxies, and by its own for callers without one. */
export function flowsTo(scene: Scene, service: ServiceName): readonly Flow[] {
  return scene.flowsByService.get(`${service.namespace}/${service.name}`) ?? [];
}

/** 0..1 of requests that came with mutual TLS; null when no proxy of the callee reported. */
export function mtlsRatioOf(flows: readonly Flow[]): number | null {
  const mutual = flows.reduce((sum, { security }) => sum + security.mutual, 0);
  const total = flows.reduce((sum, { security }) => sum + security.total, 0);
  return total > 0 ? mutual / total : null;
}

/** Namespaces of a comma-separated query parameter; null for all. */
export function readNamespacesParameter(text: string | undefined): Set<string> | null {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? null : new Set(names);
}
