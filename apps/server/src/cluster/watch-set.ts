import { discoverMeshKinds } from './discovery.ts';
import { createKindStore, type KindStore } from './kind-store.ts';
import type { KubeHttp } from './kube-http.ts';
import { meshConfigName } from './mesh-config.ts';
import { kindKeyOf, type ServedKind } from './served-kind.ts';

export interface WatchSetOptions {
  http: KubeHttp;
  namespaces: readonly string[];
  istioNamespace: string;
  revision: string | undefined;
  onChange: (key: string) => void;
  onState: () => void;
  now: () => number;
}

/** Every watch: the fixed kinds, and each Istio and Gateway API kind for as long as the cluster serves it. */
export interface WatchSet {
  store: (kind: string) => KindStore | undefined;
  stores: () => readonly KindStore[];
  meshKinds: () => readonly ServedKind[];
  /** Whether the mesh kinds are known. */
  discovered: () => boolean;
  /** Looks which kinds are served now. Rejects when the API server does not answer. */
  discover: () => Promise<void>;
  start: () => void;
  stop: () => void;
}

const core = (kind: string, plural: string, namespaced = true): ServedKind => ({ group: '', version: 'v1', kind, plural, namespaced });
const fixedKinds: readonly ServedKind[] = [
  core('Namespace', 'namespaces', false),
  core('Service', 'services'),
  core('Pod', 'pods'),
  { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice', plural: 'endpointslices', namespaced: true },
  { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  { group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true },
];
const crdKind: ServedKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
const discoverAgainMs = 60_000;
const settleMs = 200;

export function createWatchSet(options: WatchSetOptions): WatchSet {
  const stores = new Map<string, KindStore>();
  let meshKinds: readonly ServedKind[] = [];
  let discovered = false;
  let pending: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function add(kind: ServedKind, scope: { namespaces?: readonly string[]; fieldSelector?: string } = {}): void {
    const onChange = kind === crdKind ? crdsChanged : options.onChange;
    stores.set(kindKeyOf(kind), createKindStore({ ...options, ...scope, kind, onChange }));
  }

  function remove(key: string): void {
    for (const reflector of stores.get(key)?.reflectors ?? []) reflector.stop();
    stores.delete(key);
    options.onChange(key);
  }

  /** A CRD that appears is served a moment later. */
  function crdsChanged(key: string): void {
    options.onChange(key);
    scheduleDiscovery(settleMs);
  }

  function scheduleDiscovery(ms: number): void {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void discover().catch(() => undefined), ms);
    timer.unref();
  }

  async function readKinds(): Promise<void> {
    const found = await discoverMeshKinds(options.http);
    if (stopped) return;
    const wanted = new Map(found.map((kind) => [kindKeyOf(kind), kind]));
    for (const old of meshKinds) {
      const now = wanted.get(kindKeyOf(old));
      if (now === undefined || now.version !== old.version) remove(kindKeyOf(old));
    }
    meshKinds = found;
    for (const [key, kind] of wanted) if (!stores.has(key)) add(kind);
    discovered = true;
    options.onState();
  }

  function discover(): Promise<void> {
    pending ??= readKinds().finally(() => {
      pending = null;
      scheduleDiscovery(discoverAgainMs);
    });
    return pending;
  }

  return {
    store: (kind) => stores.get(kind.includes('/') ? kind : keyFor(kind, stores)),
    stores: () => [...stores.values()],
    meshKinds: () => meshKinds,
    discovered: () => discovered,
    discover,
    start: () => {
      for (const kind of fixedKinds) add(kind);
      // One object of one namespace, also where everything else is read.
      add(core('ConfigMap', 'configmaps'), {
        namespaces: [options.istioNamespace],
        fieldSelector: `metadata.name=${meshConfigName(options.revision)}`,
      });
      add(crdKind);
    },
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const { reflectors } of stores.values()) for (const reflector of reflectors) reflector.stop();
    },
  };
}

/** Istio's kind where two groups have one of the same name. */
function keyFor(kind: string, stores: ReadonlyMap<string, KindStore>): string {
  const keys = [...stores.keys()].filter((key) => key.endsWith(`/${kind}`));
  return keys.find((key) => key.startsWith('networking.istio.io/')) ?? keys[0] ?? kind;
}
