import { fieldsOf, type KubeObject, textMapOf, textOf } from '@pidalio/istio';
import { buildMesh, type Decision, explain, type RouteRequest } from '@pidalio/routing';

/** Everything istiod tells proxies, as it was at one moment. */
export interface Configuration {
  explain(request: RouteRequest): Decision;
  telemetries: readonly KubeObject[];
  peerAuthentications: readonly KubeObject[];
  services: readonly ServiceView[];
  rootNamespace: string;
}

export interface ServiceView {
  name: string;
  namespace: string;
  selector: Readonly<Record<string, string>>;
}

export function buildConfiguration(objects: readonly KubeObject[], rootNamespace: string): Configuration {
  const mesh = buildMesh(objects, { rootNamespace });
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  return {
    explain: (request) => explain(mesh, request),
    telemetries: ofKind('Telemetry'),
    peerAuthentications: ofKind('PeerAuthentication'),
    services: ofKind('Service').map((service) => ({
      name: service.metadata.name,
      namespace: textOf(service.metadata.namespace) ?? '',
      selector: textMapOf(fieldsOf(service.spec).selector),
    })),
    rootNamespace,
  };
}
