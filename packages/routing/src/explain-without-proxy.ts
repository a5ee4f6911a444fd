import { expandHost, findService, type Service } from '@pidalio/istio';
import type { Decision, RouteRequest } from './decision.ts';
import type { Mesh } from './mesh.ts';

/** Without a proxy only Kubernetes decides: its DNS completes the name, and any endpoint of the Service answers. */
export function explainWithoutProxy(mesh: Mesh, request: RouteRequest): Decision {
  const service = serviceByDns(mesh, request.host, request.caller.namespace);
  const exists = service?.ports.some((port) => port.number === request.port) ?? false;
  const cluster = {
    host: service?.hostname ?? request.host,
    port: request.port,
    subset: '',
    ...(service?.service === undefined ? {} : { service: service.service }),
    endpointLabels: service?.selector ?? {},
    exists,
  };
  const stops = [{ code: 'CL-NO-PROXY', values: { host: cluster.host, port: cluster.port } }] as const;
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
