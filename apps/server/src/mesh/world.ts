import { expandHost, fieldsOf, type KubeObject, listOf, numberOf, textMapOf, textOf, textsOf } from '@pidalio/istio';
import type { MeshService, NamespaceState, Workload } from '@pidalio/topology';
import type { ClusterView } from './cluster-view.ts';
import { readNamespaces } from './read-namespaces.ts';
import { readWorkloads } from './read-workloads.ts';

export interface ServicePort {
  name: string;
  port: number;
  protocol: string;
}

export interface WorldService extends MeshService {
  host: string;
  ports: ServicePort[];
}

/** What the cluster holds, read once per change and shared by every view. */
export interface World {
  clusterDomain: string;
  rootNamespace: string;
  workloads: readonly Workload[];
  services: readonly WorldService[];
  namespaces: readonly NamespaceState[];
  externalHosts: ReadonlySet<string>;
}

export interface WorldOptions {
  clusterDomain: () => string;
  rootNamespace: () => string;
}

export function createWorld(cluster: ClusterView, options: WorldOptions): () => World {
  let known: { version: number | string; world: World } | undefined;
  return () => {
    const version = cluster.version();
    if (known === undefined || known.version !== version) known = { version, world: readWorld(cluster, options) };
    return known.world;
  };
}

function readWorld(cluster: ClusterView, options: WorldOptions): World {
  const clusterDomain = options.clusterDomain();
  const rootNamespace = options.rootNamespace();
  const workloads = readWorkloads(cluster.objects('Pod'), cluster.objects('ReplicaSet'), cluster.objects('Deployment'));
  const names = cluster.objects('Namespace').map(({ metadata }) => metadata.name);
  return {
    clusterDomain,
    rootNamespace,
    workloads,
    services: cluster.objects('Service').map((object) => readService(object, clusterDomain)),
    namespaces: readNamespaces(names, workloads, cluster.objects('PeerAuthentication'), rootNamespace),
    externalHosts: new Set(cluster.objects('ServiceEntry').flatMap((object) => textsOf(fieldsOf(object.spec).hosts))),
  };
}

function readService(object: KubeObject, clusterDomain: string): WorldService {
  const { name, namespace = '' } = object.metadata;
  const spec = fieldsOf(object.spec);
  const selector = textMapOf(spec.selector);
  return {
    namespace,
    name,
    host: expandHost(name, namespace, clusterDomain),
    selector: Object.keys(selector).length > 0 ? selector : null,
    ports: listOf(spec.ports).map((value) => {
      const fields = fieldsOf(value);
      return { name: textOf(fields.name) ?? '', port: numberOf(fields.port) ?? 0, protocol: portProtocol(fields) };
    }),
  };
}

/** What the port is declared to speak: appProtocol, else the name's first part, else the transport. */
function portProtocol(fields: Readonly<Record<string, unknown>>): string {
  return textOf(fields.appProtocol) ?? textOf(fields.name)?.split('-')[0] ?? (textOf(fields.protocol) ?? 'TCP').toLowerCase();
}
