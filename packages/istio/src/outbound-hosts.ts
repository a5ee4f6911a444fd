import { type Catalog, derived } from './catalog.ts';
import { MESH_GATEWAY } from './gateway-name.ts';
import { hostDomains } from './host-domains.ts';
import { compareSpecificity, hostsMatch, isSubsetOf, isWildcard } from './hosts.ts';
import { allServices, isServiceVisible, SERVICE_KINDS } from './registry.ts';
import { compareServices, isHttpPort, type Service } from './service.ts';
import { type EgressListener, egressListener, importsService, importsVirtualService, type Sidecar } from './sidecar.ts';
import { SIDECAR_KIND, sidecarFor } from './sidecars.ts';
import type { VirtualService } from './virtual-service.ts';
import { ROUTE_KINDS, virtualServicesFor } from './virtual-services.ts';

/** A claim to answer for a domain. The first claim with a rule for the proxy wins it entirely: sidecars never merge VirtualServices. */
export interface HostClaim {
  /** undefined: the service's default route. */
  virtualService?: VirtualService;
  /** undefined: a host that only a VirtualService knows. */
  service?: Service;
  /** Host of the virtual host, e.g. `reviews.default.svc.cluster.local` or `*.example.com`. */
  hostname: string;
}

/** What one sidecar listens to on one port, by the domains of Envoy's virtual hosts. */
export interface OutboundHosts {
  sidecar?: Sidecar;
  claims: ReadonlyMap<string, readonly HostClaim[]>;
  /** The keys of `claims` that are wildcards, the longest first. */
  wildcards: readonly string[];
}

export interface ProxyView {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

const tables = derived([...SERVICE_KINDS, ...ROUTE_KINDS, SIDECAR_KIND], () => new Map<string, OutboundHosts>());

/** Everything a sidecar answers for on one outbound port. */
export function outboundHosts(catalog: Catalog, proxy: ProxyView, port: number): OutboundHosts {
  const sidecar = sidecarFor(catalog, proxy.namespace, proxy.labels);
  const key = `${proxy.namespace}|${sidecar === undefined ? '' : `${sidecar.namespace}/${sidecar.ref.name}`}|${port}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const built = buildOutboundHosts(catalog, proxy.namespace, sidecar, port);
  tables(catalog).set(key, built);
  return built;
}

/** The claims for a Host header, strongest first: exact domain, then the longest wildcard (Envoy's choice of a virtual host). */
export function claimsFor(hosts: OutboundHosts, host: string): readonly HostClaim[] {
  const exact = hosts.claims.get(host);
  if (exact !== undefined) return exact;
  const wildcard = hosts.wildcards.find((domain) => isSubsetOf(host, domain));
  return (wildcard === undefined ? undefined : hosts.claims.get(wildcard)) ?? [];
}

function buildOutboundHosts(catalog: Catalog, namespace: string, sidecar: Sidecar | undefined, port: number): OutboundHosts {
  const listener = egressListener(sidecar, port);
  const base = sidecar === undefined ? {} : { sidecar };
  if (listener === undefined) return { ...base, claims: new Map(), wildcards: [] };
  const services = servicesOnPort(catalog, namespace, listener, port);
  // Without a service that speaks HTTP on the port there is no listener, not even for hosts that only VirtualServices know.
  if (![...services.values()].some((service) => hasHttpPort(service, port))) return { ...base, claims: new Map(), wildcards: [] };
  const virtualServices = importedVirtualServices(catalog, namespace, listener, services, port);
  const claims = new Map<string, HostClaim[]>();
  const add = (claim: HostClaim) => {
    for (const domain of domainsOf(catalog, claim, namespace)) {
      const list = claims.get(domain);
      if (list === undefined) claims.set(domain, [claim]);
      else list.push(claim);
    }
  };
  for (const claim of virtualServiceClaims(virtualServices, services, port)) add(claim);
  for (const service of services.values()) {
    if (hasHttpPort(service, port) && service.externalName === undefined) add({ service, hostname: service.hostname });
  }
  addAliases(catalog, claims, services, namespace);
  const wildcards = [...claims.keys()].filter(isWildcard).sort(compareSpecificity);
  return { ...base, claims, wildcards };
}

/** An ExternalName of a host in the mesh is another name of that host's virtual host; one of a host outside is left to DNS. */
function addAliases(catalog: Catalog, claims: Map<string, HostClaim[]>, services: ReadonlyMap<string, Service>, namespace: string): void {
  for (const service of services.values()) {
    const target = service.externalName === undefined ? undefined : claims.get(service.externalName);
    if (target === undefined) continue;
    for (const domain of domainsOf(catalog, { service, hostname: service.hostname }, namespace)) {
      claims.set(domain, [...(claims.get(domain) ?? []), ...target]);
    }
  }
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

/** On ports other than 80 only VirtualServices that name a service with the port count (istio pilot core/httproute.go). */
function importedVirtualServices(
  catalog: Catalog,
  namespace: string,
  listener: EgressListener,
  services: ReadonlyMap<string, Service>,
  port: number,
): VirtualService[] {
  const visible = virtualServicesFor(catalog, MESH_GATEWAY, namespace).filter((candidate) =>
    importsVirtualService(listener, candidate, namespace),
  );
  if (port === 80) return visible;
  const hostnames = [...services.keys()];
  const isServed = (host: string) => services.has(host) || (isWildcard(host) && hostnames.some((hostname) => hostsMatch(host, hostname)));
  return visible.filter((candidate) => candidate.hosts.some(isServed));
}

function* virtualServiceClaims(
  virtualServices: readonly VirtualService[],
  services: ReadonlyMap<string, Service>,
  port: number,
): Generator<HostClaim> {
  const exactHosts = new Set(virtualServices.flatMap((candidate) => candidate.hosts.filter((host) => !isWildcard(host))));
  const wildOwner = ownersOfWildcards(virtualServices, services, exactHosts);
  for (const virtualService of virtualServices) {
    for (const host of new Set(virtualService.hosts)) {
      const attached = isWildcard(host) ? (wildOwner.get(virtualService)?.get(host) ?? []) : exactService(services, host);
      for (const service of attached) {
        if (hasHttpPort(service, port)) yield { virtualService, service, hostname: service.hostname };
      }
      // A host that no service has is served beside those that one has; alone only on port 80.
      if (attached.length === 0) yield { virtualService, hostname: host };
    }
  }
}

function exactService(services: ReadonlyMap<string, Service>, host: string): Service[] {
  const service = services.get(host);
  return service === undefined ? [] : [service];
}

/** A wildcard host attaches to each service for which no other VirtualService is more specific; the oldest wins a tie. */
function ownersOfWildcards(
  virtualServices: readonly VirtualService[],
  services: ReadonlyMap<string, Service>,
  exactHosts: ReadonlySet<string>,
): Map<VirtualService, Map<string, Service[]>> {
  const wild = virtualServices.flatMap((virtualService) =>
    virtualService.hosts.filter(isWildcard).map((host) => ({ virtualService, host })),
  );
  // Stable: entries of the same length stay in age order.
  wild.sort((a, b) => b.host.length - a.host.length);
  const owners = new Map<VirtualService, Map<string, Service[]>>();
  if (wild.length === 0) return owners;
  for (const service of services.values()) {
    if (exactHosts.has(service.hostname)) continue;
    const owner = wild.find(({ host }) => isSubsetOf(service.hostname, host));
    if (owner === undefined) continue;
    const hosts = owners.get(owner.virtualService) ?? new Map<string, Service[]>();
    hosts.set(owner.host, [...(hosts.get(owner.host) ?? []), service]);
    owners.set(owner.virtualService, hosts);
  }
  return owners;
}

function hasHttpPort(service: Service, port: number): boolean {
  return service.ports.some((candidate) => candidate.number === port && isHttpPort(candidate));
}

function domainsOf(catalog: Catalog, claim: HostClaim, namespace: string): Set<string> {
  // A host that only a VirtualService knows has no short forms.
  if (claim.service === undefined) return new Set([claim.hostname]);
  const { clusterDomain } = catalog.options;
  const domains = new Set(hostDomains(claim.hostname, namespace, clusterDomain));
  for (const address of claim.service.addresses) domains.add(address);
  if (claim.service.headless) {
    for (const domain of hostDomains(`*.${claim.hostname}`, namespace, clusterDomain)) domains.add(domain);
  }
  return domains;
}
