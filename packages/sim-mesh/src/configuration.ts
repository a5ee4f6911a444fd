import { fieldsOf, type KubeObject, type MutualTlsMode, namespaceMutualTls, textMapOf, textOf, workloadMutualTls } from '@pidalio/istio';
import { buildMesh, type Decision, explain, type RouteRequest } from '@pidalio/routing';

/** Everything istiod tells proxies, as it was at one moment. */
export interface Configuration {
  explain(request: RouteRequest): Decision;
  telemetries: readonly KubeObject[];
  /** What a pod asks of its callers on a port. */
  mutualTlsMode(pod: PodLabels, port: number): MutualTlsMode;
  /** Whether callers may not use TLS towards a pod: its namespace or the mesh switched it off, or a policy for the pod did. */
  isMutualTlsDisabled(pod: PodLabels, port: number): boolean;
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
}

export function buildConfiguration(objects: readonly KubeObject[], rootNamespace: string): Configuration {
  const mesh = buildMesh(objects, { rootNamespace });
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const modeOf = ({ namespace, labels }: PodLabels, port: number) => workloadMutualTls(mesh.catalog, namespace, labels, port).mode;
  return {
    explain: (request) => explain(mesh, request),
    telemetries: ofKind('Telemetry'),
    mutualTlsMode: modeOf,
    isMutualTlsDisabled: (pod, port) =>
      namespaceMutualTls(mesh.catalog, pod.namespace).mode === 'DISABLE' || modeOf(pod, port) === 'DISABLE',
    services: ofKind('Service').map((service) => ({
      name: service.metadata.name,
      namespace: textOf(service.metadata.namespace) ?? '',
      selector: textMapOf(fieldsOf(service.spec).selector),
    })),
    rootNamespace,
  };
}
