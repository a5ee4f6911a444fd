import type { SourceState, Window } from '@pidalio/contract';
import {
  type Flow,
  type Flows,
  type Inventory,
  type Reading,
  readFlows,
  type ServiceName,
  type Traffic,
  takeInventory,
} from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import type { ClusterView } from './cluster-view.ts';
import type { World } from './world.ts';

/** Both sources at one moment: what every view is made from. */
export interface Scene {
  world: World;
  traffic: Traffic;
  flows: Flows;
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

/** A source that failed leaves its part empty or old, and says so in `sources`. */
export async function setScene({ cluster, metrics, world, now }: SceneSources, rangeSeconds: number): Promise<Scene> {
  const snapshot = await metrics.snapshot(rangeSeconds);
  const traffic = snapshot?.traffic ?? noTraffic;
  const effectiveRangeSeconds = snapshot?.effectiveRangeSeconds ?? rangeSeconds;
  const present = world();
  const flows = readFlows(traffic, present.isMirrorTarget);
  return {
    world: present,
    traffic,
    flows,
    inventory: takeInventory(present.workloads, present.services, [...flows.live, ...flows.shadow]),
    routeNamesSeen: traffic.requests.some(({ reporter, routeName }) => reporter === 'source' && routeName !== ''),
    reading: { windowSeconds: effectiveRangeSeconds, measured: snapshot !== null },
    window: { rangeSeconds, endMs: snapshot?.endMs ?? now(), effectiveRangeSeconds },
    sources: [cluster.state(), metrics.state()],
  };
}

/** Charts ask Prometheus after the snapshot did: its state may have moved since. */
export function sourcesNow(scene: Scene, metrics: Metrics): SourceState[] {
  return scene.sources.map((state) => (state.source === 'prometheus' ? metrics.state() : state));
}

/** Live traffic to a service: counted by the callers' proxies, and by its own for callers without one. */
export function flowsTo(scene: Scene, service: ServiceName): Flow[] {
  return scene.flows.live.filter((flow) => flow.service.name === service.name && flow.service.namespace === service.namespace);
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
