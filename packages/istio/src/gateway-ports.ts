import { type Catalog, derived } from './catalog.ts';
import type { Gateway } from './gateway.ts';
import { fieldsOf, listOf } from './read.ts';
import { allServices, SERVICE_KINDS } from './registry.ts';
import { selectsLabels } from './selectors.ts';
import type { Service, ServicePort } from './service.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { WORKLOAD_KINDS } from './workload-instances.ts';

export interface GatewayProxy {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** The pod's address, by which a ServiceEntry may name it as an endpoint. */
  ip?: string;
}

const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

const targetTables = derived(
  [...SERVICE_KINDS, ...WORKLOAD_KINDS, 'discovery.k8s.io/EndpointSlice'],
  () => new Map<string, readonly Service[]>(),
);

/** The services that a pod stands behind, oldest first. */
export function servicesBehind(catalog: Catalog, { namespace, labels, ip }: GatewayProxy): readonly Service[] {
  const key = `${namespace}|${ip ?? ''}|${JSON.stringify(labels)}`;
  const tables = targetTables(catalog);
  let services = tables.get(key);
  if (services === undefined) {
    services = allServices(catalog).filter((service) => {
      const selected = service.selector !== undefined && service.namespace === namespace && selectsLabels(service.selector, labels);
      return selected || (ip !== undefined && service.service === undefined && namesEndpoint(service, ip));
    });
    tables.set(key, services);
  }
  return services;
}

function namesEndpoint({ object }: Service, ip: string): boolean {
  return listOf(fieldsOf(object.spec).endpoints).some((endpoint) => fieldsOf(endpoint).address === ip);
}

/** Of those the ones that a Gateway means: all of them, or the ones that it names. */
export function instancesFor(catalog: Catalog, proxy: GatewayProxy, gateway: Gateway): readonly Service[] {
  const services = servicesBehind(catalog, proxy);
  if (gateway.services === undefined) return services;
  return services.filter(({ hostname, namespace }) => namespace === gateway.ref.namespace && gateway.services?.includes(hostname));
}

/**
 * Where the pod listens for a Gateway's port: the target of the first service with that port, else the port itself; for a Gateway that names
 * its services all their targets and nothing else (istio pilot model/gateway.go resolvePorts).
 */
export function listenerPorts(catalog: Catalog, proxy: GatewayProxy, gateway: Gateway, number: number): readonly number[] {
  const named = gateway.services !== undefined;
  const targets = instancesFor(catalog, proxy, gateway)
    .filter(({ object }) => named || object.metadata.labels?.[NO_TRANSLATION] === undefined)
    .flatMap((service) => service.ports.filter((port) => port.number === number).map((port) => targetOf(catalog, service, port)));
  if (named) return [...new Set(targets)];
  return [targets[0] ?? number];
}

/** The port of the pod behind a port of its Service. */
export function dialledListenerPort(catalog: Catalog, proxy: GatewayProxy, number: number): number {
  for (const service of servicesBehind(catalog, proxy)) {
    const port = service.ports.find((candidate) => candidate.number === number);
    if (port !== undefined) return targetOf(catalog, service, port);
  }
  return number;
}

export function targetOf(catalog: Catalog, service: Service, { number, targetPort = number }: ServicePort): number {
  if (typeof targetPort === 'number') return targetPort;
  return serviceEndpoints(catalog, service, number)[0]?.port ?? number;
}
