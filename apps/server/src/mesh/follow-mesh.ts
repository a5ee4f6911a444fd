import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { buildMesh, type Mesh } from '@pidalio/routing';
import type { ClusterView } from './cluster-view.ts';

/** Kinds that decide what traffic does, as the caches name them. */
const kinds = [
  ...['Namespace', 'Service', 'Pod'].map((kind) => `/${kind}`),
  'apps/Deployment',
  'apps/ReplicaSet',
  'discovery.k8s.io/EndpointSlice',
  ...['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar', 'WorkloadEntry'].map(
    (kind) => `networking.istio.io/${kind}`,
  ),
  ...['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map((kind) => `security.istio.io/${kind}`),
  ...['Gateway', 'GatewayClass', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'ReferenceGrant'].map(
    (kind) => `gateway.networking.k8s.io/${kind}`,
  ),
];

type Seen = ReadonlyMap<string, KubeObject>;

/**
 * The mesh that everybody asks, kept up to date from the watch caches by what changed since the last question: tables that rest on other
 * kinds stay. Only what holds for the mesh as a whole (MeshConfig, Istio's version) makes it anew.
 */
export function followMesh(cluster: ClusterView): () => Mesh {
  let known: { options: string; mesh: Mesh; version: number } | undefined;
  let seen = new Map<string, { version: number; objects: Seen }>();
  return () => {
    const version = cluster.version();
    if (known?.version === version) return known.mesh;
    const options = optionsOf(cluster);
    const key = JSON.stringify(options);
    if (known?.options !== key) {
      seen = new Map();
      known = { options: key, mesh: buildMesh([], options), version };
    }
    const put: KubeObject[] = [];
    const remove: { group: string; kind: string; namespace: string; name: string }[] = [];
    for (const kind of kinds) {
      const kindVersion = cluster.version(kind);
      const before = seen.get(kind);
      if (before?.version === kindVersion) continue;
      const objects = new Map(cluster.objects(kind).map((object) => [keyOf(object), object]));
      for (const [name, object] of objects) if (before?.objects.get(name) !== object) put.push(object);
      for (const [name, { metadata }] of before?.objects ?? []) {
        const [group = '', bareKind = ''] = kind.split('/');
        if (!objects.has(name)) remove.push({ group, kind: bareKind, namespace: metadata.namespace ?? '', name: metadata.name });
      }
      seen.set(kind, { version: kindVersion, objects });
    }
    const mesh = put.length + remove.length === 0 ? known.mesh : known.mesh.with({ put, remove });
    known = { options: key, mesh, version };
    return mesh;
  };
}

function optionsOf(cluster: ClusterView): Partial<CatalogOptions> {
  const istioVersion = cluster.istioVersion();
  return istioVersion === null ? cluster.meshConfig() : { ...cluster.meshConfig(), istioVersion };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
