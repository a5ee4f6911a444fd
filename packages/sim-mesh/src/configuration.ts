import {
  type CatalogOptions,
  type ClusterSettings,
  clusterSettings,
  fieldsOf,
  type KubeObject,
  listOf,
  numberOf,
  textMapOf,
  textOf,
  workloadMutualTls,
} from '@pidalio/istio';
import {
  buildMesh,
  type Caller,
  type Cluster,
  type Decision,
  explain,
  explainInbound,
  type InboundDecision,
  type InboundRequest,
  type RouteRequest,
} from '@pidalio/routing';

/** Everything istiod tells proxies, as it was at one moment. */
export interface Configuration {
  explain(request: RouteRequest): Decision;
  explainInbound(request: InboundRequest): InboundDecision;
  /** How a caller's proxy treats a cluster; undefined where it has no such cluster. */
  clusterSettings(caller: Caller, cluster: Cluster): ClusterSettings | undefined;
  /** Whether a pod's port takes mutual TLS, as far as policies say. */
  takesMutualTls(pod: PodLabels, port: number): boolean;
  telemetries: readonly KubeObject[];
  services: readonly ServiceView[];
  rootNamespace: string;
}

interface PodLabels {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

export interface ServiceView {
  name: string;
  namespace: string;
  selector: Readonly<Record<string, string>>;
  /** Where pods listen, by port of the Service; ports with a name for a target are left out. */
  targetPorts: ReadonlyMap<number, number>;
}

export function buildConfiguration(
  objects: readonly KubeObject[],
  options: Partial<CatalogOptions> & Pick<CatalogOptions, 'rootNamespace'>,
): Configuration {
  const mesh = buildMesh(objects, options);
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  return {
    explain: (request) => explain(mesh, request),
    explainInbound: (request) => explainInbound(mesh, request),
    clusterSettings: (caller, cluster) => clusterSettings(mesh.catalog, caller, cluster),
    takesMutualTls: ({ namespace, labels }, port) => workloadMutualTls(mesh.catalog, namespace, labels, port).mode !== 'DISABLE',
    telemetries: ofKind('Telemetry'),
    services: ofKind('Service').map(serviceView),
    rootNamespace: options.rootNamespace,
  };
}

function serviceView({ metadata, spec }: KubeObject): ServiceView {
  const { selector, ports } = fieldsOf(spec);
  const targetPorts = listOf(ports).flatMap((entry) => {
    const { port, targetPort } = fieldsOf(entry);
    const [from, to] = [numberOf(port), numberOf(targetPort)];
    return from !== undefined && to !== undefined ? [[from, to] as const] : [];
  });
  return {
    name: metadata.name,
    namespace: textOf(metadata.namespace) ?? '',
    selector: textMapOf(fieldsOf(selector)),
    targetPorts: new Map(targetPorts),
  };
}
