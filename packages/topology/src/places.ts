import type { Flow } from './flows.ts';
import type { GraphBox, GraphInput, GraphKind, NodeKind, Workload } from './graph.ts';
import type { Inventory } from './inventory.ts';
import { type Peer, type ServiceName, UNKNOWN } from './samples.ts';

/** Where on the graph something lies: enough to draw a node of it. */
export interface Place {
  id: string;
  kind: NodeKind;
  namespace: string;
  name: string;
  app: string;
  version: string;
  versionIndex: number;
  box: string | null;
  sidecar: boolean;
  service: ServiceName | null;
}

export function appBoxId(namespace: string, app: string): string {
  return `box:${namespace}/${app}`;
}

/** Puts callers, callees and idle workloads on the nodes of one kind of graph. */
export interface Places {
  ofWorkload: (workload: Workload) => Place;
  ofCaller: (caller: Peer) => Place;
  /** A place, or the app box of a service whose callee nobody knows, for instance because no endpoint was healthy. */
  ofCallee: (flow: Pick<Flow, 'callee' | 'service' | 'host'>) => Place | { box: string };
  appBoxes: readonly GraphBox[];
}

export function choosePlaces(graph: GraphKind, inventory: Inventory, input: Pick<GraphInput, 'externalHosts' | 'badges'>): Places {
  const boxed = (workload: Workload): boolean => graph === 'versions' && inventory.versionsOf(workload.namespace, workload.app).length > 1;

  function ofWorkload(workload: Workload): Place {
    const { namespace, name, app, version, sidecar } = workload;
    const service = inventory.serviceOf(workload);
    const common = { namespace, app, sidecar, service, box: null, versionIndex: -1 };
    if (workload.gateway) return { ...common, id: `gateway:${namespace}/${name}`, kind: 'gateway', name, version };
    if (graph === 'service' && service !== null) return ofService(service, { app, sidecar });
    if (graph === 'app') return { ...common, id: `app:${namespace}/${app}`, kind: 'workload', name: app, version: '' };
    return {
      ...common,
      id: `workload:${namespace}/${name}`,
      kind: 'workload',
      name,
      version,
      versionIndex: inventory.versionIndex(workload),
      box: boxed(workload) ? appBoxId(namespace, app) : null,
    };
  }

  function ofCaller(caller: Peer): Place {
    const workload = inventory.workload(caller);
    return workload === undefined ? outside('unknown', UNKNOWN, 'callers') : ofWorkload(workload);
  }

  function ofCallee({ callee, service, host }: Pick<Flow, 'callee' | 'service' | 'host'>): Place | { box: string } {
    const workload = inventory.workload(callee);
    if (workload !== undefined) return ofWorkload(workload);
    if (service.name === 'PassthroughCluster') return outside('passthrough', service.name);
    if (service.name === 'BlackHoleCluster') return outside('blackhole', service.name);
    const members = inventory.selectedBy(service);
    const only = members[0];
    if (only !== undefined) return members.length > 1 && boxed(only) ? { box: appBoxId(only.namespace, only.app) } : ofWorkload(only);
    if (inventory.services.some(({ namespace, name }) => namespace === service.namespace && name === service.name))
      return ofService(service);
    const name = host === UNKNOWN || host === '' ? service.name : host;
    return outside(input.externalHosts.has(name) ? 'serviceentry' : 'unknown', name);
  }

  return { ofWorkload, ofCaller, ofCallee, appBoxes: graph === 'versions' ? appBoxes(inventory, input) : [] };
}

function ofService({ namespace, name }: ServiceName, workload?: { app: string; sidecar: boolean }): Place {
  const { app, sidecar } = workload ?? { app: '', sidecar: true };
  const service = { namespace, name };
  return {
    id: `service:${namespace}/${name}`,
    kind: 'service',
    namespace,
    name,
    app,
    version: '',
    versionIndex: -1,
    box: null,
    sidecar,
    service,
  };
}

/** What lies outside every namespace. */
function outside(kind: NodeKind, name: string, id = name): Place {
  return {
    id: `${kind}:${id}`,
    kind,
    namespace: '',
    name,
    app: '',
    version: '',
    versionIndex: -1,
    box: null,
    sidecar: false,
    service: null,
  };
}

/** One version needs no box. */
function appBoxes(inventory: Inventory, { badges }: Pick<GraphInput, 'badges'>): GraphBox[] {
  const boxes = new Map<string, GraphBox>();
  for (const workload of inventory.workloads) {
    const { namespace, app } = workload;
    const id = appBoxId(namespace, app);
    if (workload.gateway || boxes.has(id) || inventory.versionsOf(namespace, app).length < 2) continue;
    const service = inventory.serviceOf(workload);
    boxes.set(id, {
      id,
      kind: 'app',
      namespace,
      name: app,
      mtls: null,
      sidecars: null,
      badges: service === null ? [] : [...badges(service)],
      service,
    });
  }
  return [...boxes.values()];
}
