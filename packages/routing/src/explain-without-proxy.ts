import { allServices, expandHost, findService, type Service } from '@pidalio/istio';
import type { Decision, RouteRequest, Stop } from './decision.ts';
import type { Mesh } from './mesh.ts';
import { withAlternatives } from './route-course.ts';

/** Without a proxy only Kubernetes decides: its DNS completes the name, and any endpoint of the Service answers. */
export function explainWithoutProxy(mesh: Mesh, request: RouteRequest): Decision {
  if (!request.unknown?.includes('host')) return answer(request, serviceByDns(mesh, request.host, request.caller.namespace), []);
  const onPort = allServices(mesh.catalog).filter(({ ports }) => ports.some(({ number }) => number === request.port));
  const alternatives = onPort.map((service) => {
    const assumption: Stop = { code: 'RT-MAY-MATCH', ref: service.ref, values: { field: 'host', host: service.hostname } };
    return { assumption, decision: answer(request, service, [assumption]) };
  });
  const assumptions = alternatives.map(({ assumption }) => assumption);
  return withAlternatives(answer(request, undefined, assumptions), alternatives);
}

function answer(request: RouteRequest, service: Service | undefined, stops: Stop[]): Decision {
  const exists = service?.ports.some((port) => port.number === request.port) ?? false;
  const cluster = {
    host: service?.hostname ?? request.host,
    port: request.port,
    subset: '',
    ...(service?.service === undefined ? {} : { service: service.service }),
    endpointLabels: service?.selector ?? {},
    exists,
  };
  stops.push({ code: 'CL-NO-PROXY', values: { host: cluster.host, port: cluster.port } });
  return { routeName: '', fault: {}, action: { type: 'plain', cluster }, stops };
}

function serviceByDns(mesh: Mesh, host: string, namespace: string): Service | undefined {
  const { clusterDomain } = mesh.catalog.options;
  const bare = host.toLowerCase().replace(/\.$/, '');
  const tries = [expandHost(bare, namespace, clusterDomain), `${bare}.svc.${clusterDomain}`, `${bare}.${clusterDomain}`];
  for (const name of tries) {
    const service = findService(mesh.catalog, name, namespace);
    if (service !== undefined) return service;
  }
  return undefined;
}
