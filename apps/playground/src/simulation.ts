import { setTimeout as sleep } from 'node:timers/promises';
import { fieldsOf, type KubeObject } from '@pidalio/istio';
import { createKubeApi, type KubeApi, type KubeClient, type ResourceId, startControllers } from '@pidalio/sim-kube';
import { SimMesh, seededRandom } from '@pidalio/sim-mesh';
import type { SeriesStore } from '@pidalio/sim-prometheus';
import { loadCrds } from '../crds/index.ts';
import { istioValidation, sidecarInjection } from './admission/hooks.ts';
import { type ClusterFeed, startClusterFeed } from './cluster-feed.ts';
import { meshConfigText, meshOptions } from './mesh-config.ts';
import { MetricWriter } from './metric-writer.ts';
import type { PlaygroundOptions } from './options.ts';
import { podLogs } from './pod-logs.ts';
import { ACCOUNTS, access } from './scenario/access.ts';
import { bookinfo } from './scenario/bookinfo.ts';
import { type ScrapeTarget, scrapeTargets } from './scrape-targets.ts';
import { CONFIG_MAPS, customResource, DEPLOYMENTS, NAMESPACES, PODS, SERVICES, seedCluster } from './seed-cluster.ts';
import { Clock, Timeline } from './timeline.ts';

export interface SimulationOptions extends PlaygroundOptions {
  store: SeriesStore;
  /** Bearer token by account. */
  tokens: Readonly<Record<string, string>>;
}

export interface Simulation {
  kubeHandler: KubeApi['handler'];
  faults: KubeApi['faults'];
  targets(): Iterable<ScrapeTarget>;
  stop(): void;
}

/** istiod waits this long for more changes before it pushes (PILOT_DEBOUNCE_AFTER). */
const DEBOUNCE_MS = 100;
const POD_START_MS = 1500;
const POD_STOP_MS = 1000;
const START_TIMEOUT_MS = 30_000;
const OLDER_THAN_HISTORY_MS = 3_600_000;

/** Cluster, controllers and mesh, wired together; returns when the history is written and real time runs. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { store, seed, historyMs, scrapeIntervalMs } = options;
  const startMs = Date.now() - historyMs;
  // Whatever exists at first is older than the first sample.
  const clock = new Clock(startMs - OLDER_THAN_HISTORY_MS);
  const mesh = new SimMesh({ random: seededRandom(seed), startMs });
  const namespaceLabels = new Map<string, Readonly<Record<string, string>>>();
  const api = createKubeApi({
    now: clock.now,
    random: seededRandom(seed + 1),
    rbac: true,
    tokens: Object.fromEntries(ACCOUNTS.flatMap(({ name, user }) => usersByToken(options.tokens[name], user))),
    admission: [sidecarInjection((namespace) => namespaceLabels.get(namespace) ?? {})],
    validatingAdmission: [istioValidation],
    podLogs: (pod, logOptions) => podLogs(mesh, pod, logOptions),
  });
  const crds = loadCrds();
  const stopNamespaces = followNamespaceLabels(api.client, namespaceLabels);
  const controllers = startControllers(api.client, {
    now: clock.now,
    random: seededRandom(seed + 2),
    nodes: ['playground'],
    podStartMs: POD_START_MS,
    podStopMs: POD_STOP_MS,
    setTimer: clock.setTimer,
  });
  await seedCluster(api.client, crds, [...access(), ...bookinfo()]);
  await allDeploymentsReady(api.client);

  const feed = await followCluster(api.client, crds.map(customResource), mesh);
  const targets = () => scrapeTargets(mesh, feed.objects(PODS));
  const writer = new MetricWriter(store);
  const timeline = new Timeline({ mesh, startMs, scrapeIntervalMs, scrape: (atMs) => writer.write(targets(), atMs) });
  await timeline.runThrough(() => Date.now());
  clock.release();
  timeline.followClock();
  return {
    kubeHandler: api.handler,
    faults: api.faults,
    targets,
    stop: () => {
      timeline.stop();
      feed.stop();
      controllers.stop();
      stopNamespaces();
      api.close();
    },
  };
}

function usersByToken(token: string | undefined, username: string): [string, { username: string; groups: string[] }][] {
  return token === undefined ? [] : [[token, { username, groups: [] }]];
}

/** Tells the mesh what the cluster holds, now and after every change. */
async function followCluster(client: KubeClient, customResources: readonly ResourceId[], mesh: SimMesh): Promise<ClusterFeed> {
  const configuration = [NAMESPACES, SERVICES, ...customResources];
  let known = '';
  const apply = (feed: ClusterFeed, changed: ReadonlySet<ResourceId>) => {
    const meshConfig = changed.has(CONFIG_MAPS) ? meshConfigText(feed.objects(CONFIG_MAPS)) : known;
    if (meshConfig !== known || configuration.some((resource) => changed.has(resource))) {
      known = meshConfig;
      mesh.setConfiguration(configuration.flatMap(feed.objects), meshOptions(known));
    }
    if (changed.has(PODS)) mesh.setPods(feed.objects(PODS));
    if (changed.has(CONFIG_MAPS)) mesh.setKnobs(knobsOf(feed.objects(CONFIG_MAPS)));
  };
  const resources = [...configuration, PODS, CONFIG_MAPS];
  const feed = await startClusterFeed(client, resources, DEBOUNCE_MS, (changed) => apply(feed, changed));
  apply(feed, new Set(resources));
  return feed;
}

function knobsOf(configMaps: readonly KubeObject[]): Record<string, string> {
  const knobs = configMaps.find(({ metadata }) => metadata.namespace === 'pidalio-playground' && metadata.name === 'playground');
  return Object.fromEntries(Object.entries(fieldsOf(knobs?.data)).map(([key, value]) => [key, String(value)]));
}

/** The injector decides by the labels of the pod's namespace. */
function followNamespaceLabels(client: KubeClient, labels: Map<string, Readonly<Record<string, string>>>): () => void {
  return client.watch(NAMESPACES, {}, ({ type, object }) => {
    if (type === 'DELETED') labels.delete(object.metadata.name);
    else labels.set(object.metadata.name, object.metadata.labels ?? {});
  });
}

async function allDeploymentsReady(client: KubeClient): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const { items } = await client.list(DEPLOYMENTS);
    if (items.length > 0 && items.every(isDeploymentReady)) return;
    if (Date.now() > deadline) throw new Error('the simulated pods did not become ready');
    await sleep(20);
  }
}

function isDeploymentReady(deployment: KubeObject): boolean {
  return fieldsOf(deployment.status).readyReplicas === fieldsOf(deployment.spec).replicas;
}
