import { type Catalog, derived } from './catalog.ts';
import { hostDomains } from './host-domains.ts';
import { isWildcard } from './hosts.ts';
import { allServices, isServiceVisible, SERVICE_KINDS } from './registry.ts';
import { compareServices, isHttpPort, type Service } from './service.ts';
import { type EgressListener, egressListener, importsService, type Sidecar } from './sidecar.ts';
import { SIDECAR_KIND } from './sidecars.ts';

/** The part of a sidecar's outbound port that no VirtualService changes. */
export interface OutboundServices {
  listener: EgressListener | undefined;
  /** By hostname. */
  services: ReadonlyMap<string, Service>;
  /** Whether any of them speaks HTTP on the port; without one there is no listener. */
  hasHttp: boolean;
  /** Services by the domains of their virtual hosts. */
  byDomain: ReadonlyMap<string, readonly Service[]>;
  /** What an ExternalName in the mesh is another name for: its domains, and the hostname meant. */
  aliases: ReadonlyMap<string, string>;
  /** Keys of `byDomain` that are wildcards. */
  wildDomains: readonly string[];
}

const tables = derived([...SERVICE_KINDS, SIDECAR_KIND], () => new Map<string, OutboundServices>());

export function outboundServices(catalog: Catalog, namespace: string, sidecar: Sidecar | undefined, port: number): OutboundServices {
  const key = `${namespace}|${sidecar === undefined ? '' : `${sidecar.namespace}/${sidecar.ref.name}`}|${port}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const built = buildOutboundServices(catalog, namespace, egressListener(sidecar, port), port);
  tables(catalog).set(key, built);
  return built;
}

function buildOutboundServices(catalog: Catalog, namespace: string, listener: EgressListener | undefined, port: number): OutboundServices {
  const services = listener === undefined ? new Map<string, Service>() : servicesOnPort(catalog, namespace, listener, port);
  const byDomain = new Map<string, Service[]>();
  const aliases = new Map<string, string>();
  let hasHttp = false;
  for (const service of services.values()) {
    if (!hasHttpPort(service, port)) continue;
    // An ExternalName opens no port by itself.
    if (service.externalName === undefined) hasHttp = true;
    for (const domain of domainsOf(catalog, service, namespace)) {
      if (service.externalName !== undefined) aliases.set(domain, service.externalName);
      const list = byDomain.get(domain);
      if (list === undefined) byDomain.set(domain, [service]);
      else list.push(service);
    }
  }
  return { listener, services, hasHttp, byDomain, aliases, wildDomains: [...byDomain.keys()].filter(isWildcard) };
}

function servicesOnPort(catalog: Catalog, namespace: string, listener: EgressListener, port: number): Map<string, Service> {
  const found = new Map<string, Service>();
  const prefer = compareServices(namespace);
  for (const service of allServices(catalog)) {
    if (!service.ports.some((candidate) => candidate.number === port)) continue;
    if (!isServiceVisible(catalog, service, namespace) || !importsService(listener, service, namespace)) continue;
    const other = found.get(service.hostname);
    if (other === undefined || prefer(service, other) < 0) found.set(service.hostname, service);
  }
  return found;
}

function hasHttpPort(service: Service, port: number): boolean {
  return service.ports.some((candidate) => candidate.number === port && isHttpPort(candidate));
}

function domainsOf(catalog: Catalog, service: Service, namespace: string): Set<string> {
  const { clusterDomain } = catalog.options;
  const domains = new Set(hostDomains(service.hostname, namespace, clusterDomain));
  for (const address of service.addresses) domains.add(address);
  if (service.headless) {
    for (const domain of hostDomains(`*.${service.hostname}`, namespace, clusterDomain)) domains.add(domain);
  }
  return domains;
}
