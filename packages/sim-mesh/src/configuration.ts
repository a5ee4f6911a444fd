import { fieldsOf, type KubeObject, textMapOf, textOf } from '@pidalio/istio';
import type { Course, Decision, RouteRequest } from '@pidalio/routing';
import type { Random } from './random.ts';

/** The routing engine, as far as the simulation asks it. */
export interface RoutingEngine {
  /** Decides requests under these resources. */
  build(resources: readonly KubeObject[]): (request: RouteRequest) => Decision;
  sample(decision: Decision, random: Random): Course;
}

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

export function buildConfiguration(engine: RoutingEngine, objects: readonly KubeObject[], rootNamespace: string): Configuration {
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  return {
    explain: engine.build(objects),
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
