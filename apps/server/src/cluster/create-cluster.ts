import type { KubeConfig } from '@kubernetes/client-node';
import type { SourceState } from '@pidalio/contract';
import { fieldsOf, type KubeObject, listOf } from '@pidalio/istio';
import { createAccess } from './access.ts';
import type { Cluster } from './cluster.ts';
import { readCrdSchemas } from './crd-schemas.ts';
import { readIstioVersion } from './istio-version.ts';
import { KubeError } from './kube-error.ts';
import { createKubeHttp } from './kube-http.ts';
import { reduceManagedFields, toKubeObject } from './kube-object.ts';
import { meshConfigName, readMeshConfig } from './mesh-config.ts';
import { createProbe } from './probe.ts';
import { apiVersionOf, pathOf } from './served-kind.ts';
import { isListed, judge } from './source-state.ts';
import { createWatchSet } from './watch-set.ts';
import { createWrites } from './writes.ts';

export interface ClusterOptions {
  /** Called at the start, and again when the API server cannot be reached or refuses us. */
  loadKubeConfig: () => KubeConfig;
  /** Empty: the whole cluster. */
  namespaces: readonly string[];
  istioNamespace: string;
  revision: string | undefined;
  now: () => number;
}

export function createCluster(options: ClusterOptions): Cluster {
  const { loadKubeConfig, namespaces, istioNamespace, revision, now } = options;
  const http = createKubeHttp(loadKubeConfig, now);
  const access = createAccess(http, loadKubeConfig().getCurrentUser()?.name ?? 'unknown', now);
  const listeners = new Set<(kind: string | null) => void>();
  let version = 0;
  let changedMs: number | null = null;
  let wasReady = false;
  let lastState: SourceState = { source: 'kubernetes', state: 'starting', dataMs: null, sinceMs: now(), nextTryMs: null, message: null };

  const tell = (kind: string | null): void => {
    for (const listener of listeners) listener(kind);
  };
  const watches = createWatchSet({
    http,
    namespaces,
    istioNamespace,
    revision,
    now,
    onChange: (key) => {
      version += 1;
      changedMs = now();
      tell(key);
    },
    onState: () => {
      if (reflectors().some((one) => one.state().phase === 'failing') && probe.unreachable() === null) probe.hurry();
      noticeState();
    },
  });
  const reflectors = () => watches.stores().flatMap((store) => store.reflectors);
  const probe = createProbe({
    http,
    now,
    onLost: () => {
      for (const reflector of reflectors()) if (reflector.state().phase === 'live') reflector.reconnect();
      noticeState();
    },
    onFound: () => {
      for (const reflector of reflectors()) if (reflector.state().phase !== 'live') reflector.reconnect();
      void watches.discover().catch(() => undefined);
      noticeState();
    },
  });

  function state(): SourceState {
    const heard = [probe.heardMs(), changedMs].filter((ms) => ms !== null);
    const judged = judge({
      reflectors: reflectors(),
      discovered: watches.discovered(),
      unreachable: probe.unreachable(),
      nextProbeMs: probe.unreachable() === null ? null : probe.nextTryMs(),
      heardMs: heard.length > 0 ? Math.max(...heard) : null,
      now: now(),
    });
    lastState = { ...judged, sinceMs: judged.state === lastState.state ? lastState.sinceMs : now() };
    return lastState;
  }

  function noticeState(): void {
    wasReady ||= isListed(reflectors(), watches.discovered());
    const before = lastState.state;
    if (state().state !== before) tell(null);
  }

  return {
    ...access,
    ...createWrites(http),
    objects: (kind) => (kind === 'Namespace' || kind === '/Namespace' ? namespaceObjects() : (watches.store(kind)?.objects() ?? [])),
    get: (kind, namespace, name) => watches.store(kind)?.get(namespace, name),
    version: (kind) => (kind === undefined ? version : (watches.store(kind)?.version() ?? 0)),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state,
    ready: () => {
      noticeState();
      return wasReady;
    },
    kinds: watches.meshKinds,
    crdSchemas: () => readCrdSchemas(watches.store('CustomResourceDefinition')?.objects() ?? [], watches.meshKinds()),
    meshConfig: () => {
      const istiod = deployments().find(({ metadata }) => metadata.namespace === istioNamespace && metadata.labels?.app === 'istiod');
      return readMeshConfig(watches.store('/ConfigMap')?.get(istioNamespace, meshConfigName(revision)), istiod, istioNamespace);
    },
    istioVersion: () => readIstioVersion(deployments(), watches.store('/Pod')?.objects() ?? [], revision),
    read: async (kind, namespace, name) => {
      try {
        return reduceManagedFields(toKubeObject((await http.request({ method: 'GET', path: pathOf(kind, namespace, name) })).body));
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return null;
        throw error;
      }
    },
    list: async (kind, namespace, labelSelector) => {
      const { body } = await http.request({ method: 'GET', path: pathOf(kind, namespace), query: { labelSelector } });
      return listOf(fieldsOf(body).items).map((item) =>
        toKubeObject({ apiVersion: apiVersionOf(kind), kind: kind.kind, ...fieldsOf(item) }),
      );
    },
    start: () => {
      watches.start();
      probe.start();
      void watches.discover().catch(() => probe.hurry());
    },
    stop: async () => {
      probe.stop();
      watches.stop();
      http.close();
    },
  };

  /** Those we were told to look at, also where we may not list namespaces and know but their names. */
  function namespaceObjects(): readonly KubeObject[] {
    const store = watches.store('/Namespace');
    if (namespaces.length === 0) return store?.objects() ?? [];
    return namespaces.map((name) => store?.get('', name) ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  function deployments() {
    return watches.store('apps/Deployment')?.objects() ?? [];
  }
}
