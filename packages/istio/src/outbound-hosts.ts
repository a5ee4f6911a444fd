import { type Catalog, derived } from './catalog.ts';
import { compareSpecificity, hostsMatch, isSubsetOf, isWildcard } from './hosts.ts';
import { type OutboundServices, outboundServices } from './outbound-services.ts';
import { SERVICE_KINDS } from './registry.ts';
import type { Service } from './service.ts';
import { importsVirtualService, type Sidecar } from './sidecar.ts';
import { SIDECAR_KIND, sidecarFor } from './sidecars.ts';
import type { VirtualService } from './virtual-service.ts';
import { meshHostIndex, type PlacedVirtualService, ROUTE_KINDS } from './virtual-services.ts';

/** A claim to answer for a domain. The first claim with a rule for the proxy wins it entirely: sidecars never merge VirtualServices. */
export interface HostClaim {
  /** undefined: the service's default route. */
  virtualService?: VirtualService;
  /** undefined: a host that only a VirtualService knows. */
  service?: Service;
  /** Host of the virtual host, e.g. `reviews.default.svc.cluster.local` or `*.example.com`. */
  hostname: string;
}

/** What one sidecar listens to on one port. The claims of a domain are worked out when they are asked for. */
export interface OutboundHosts {
  sidecar?: Sidecar;
  /** False when the proxy has no HTTP listener for the port. */
  hasListener: boolean;
  /** The claims for exactly this domain of Envoy's virtual hosts, strongest first. */
  claimsOf(domain: string): readonly HostClaim[];
  /** The domains that are wildcards, the longest first. */
  wildcards: readonly string[];
  /** Every host that somebody claims, by its full name. */
  claimedHosts(): readonly string[];
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
  const base = sidecar === undefined ? {} : { sidecar };
  const built = {
    ...base,
    ...buildOutboundHosts(catalog, proxy.namespace, outboundServices(catalog, proxy.namespace, sidecar, port), port),
  };
  tables(catalog).set(key, built);
  return built;
}

/** The claims for a Host header, strongest first: exact domain, then the longest wildcard (Envoy's choice of a virtual host). */
export function claimsFor(hosts: OutboundHosts, host: string): readonly HostClaim[] {
  const exact = hosts.claimsOf(host);
  if (exact.length > 0) return exact;
  const wildcard = hosts.wildcards.find((domain) => isSubsetOf(host, domain));
  return wildcard === undefined ? [] : hosts.claimsOf(wildcard);
}

/** VirtualServices of one host, as far as the egress listener imports them. */
type Imported = (host: string) => readonly PlacedVirtualService[];

function buildOutboundHosts(catalog: Catalog, namespace: string, known: OutboundServices, port: number): Omit<OutboundHosts, 'sidecar'> {
  const { listener } = known;
  if (listener === undefined || !known.hasHttp) return { hasListener: false, claimsOf: () => [], wildcards: [], claimedHosts: () => [] };
  const index = meshHostIndex(catalog, namespace);
  const isUsed = isServedOn(known, port);
  const imported: Imported = (host) =>
    index.at(host).filter(({ virtualService }) => importsVirtualService(listener, virtualService, namespace) && isUsed(virtualService));
  const wild = index.wildHosts.flatMap((host) => imported(host).map((placed) => ({ host, placed })));
  const owned = ownersOfWildcards(wild, known, imported);
  const table = new Map<string, readonly HostClaim[]>();
  const keep = (domain: string, claims: readonly HostClaim[]): readonly HostClaim[] => {
    table.set(domain, claims);
    return claims;
  };
  const claimsOf = (domain: string): readonly HostClaim[] => {
    const kept = table.get(domain);
    if (kept !== undefined) return kept;
    const found = known.atDomain(domain);
    const direct = directClaims(domain, found, { known, imported, owned });
    // What an ExternalName in the mesh is another name for.
    const target = found.findLast(({ externalName }) => externalName !== undefined)?.externalName ?? known.aliasAt(domain);
    // Hosts that nobody knows are not kept: callers send any number of them.
    if (target === undefined) return direct.length > 0 ? keep(domain, direct) : direct;
    // Kept before the alias is followed, which may lead back here.
    keep(domain, direct);
    return keep(domain, [...direct, ...claimsOf(target)]);
  };
  const unattached = wild.filter(({ host, placed }) => !owned.hosts.has(wildKey(placed.position, host))).map(({ host }) => host);
  const wildcards = [...new Set([...known.wildDomains, ...unattached])].sort(compareSpecificity);
  const claimedHosts = () =>
    [...new Set([...known.all().map(({ hostname }) => hostname), ...index.hosts()])].filter((host) => claimsOf(host).length > 0);
  return { hasListener: true, claimsOf, wildcards, claimedHosts };
}

/** On ports other than 80 only VirtualServices that name a service with the port count (istio pilot core/httproute.go). */
function isServedOn(known: OutboundServices, port: number): (virtualService: VirtualService) => boolean {
  if (port === 80) return () => true;
  const covers = (host: string): boolean => known.all().some(({ hostname }) => hostsMatch(host, hostname));
  return ({ hosts }) => hosts.some((host) => known.serviceOf(host) !== undefined || (isWildcard(host) && covers(host)));
}

interface WildOwners {
  /** The VirtualService whose wildcard each service belongs to. */
  byService: ReadonlyMap<Service, PlacedVirtualService>;
  /** Wildcard hosts that some service belongs to. */
  hosts: ReadonlySet<string>;
}

/** A wildcard host attaches to each service for which no other VirtualService is more specific; the oldest wins a tie. */
function ownersOfWildcards(
  wild: readonly { host: string; placed: PlacedVirtualService }[],
  known: OutboundServices,
  imported: Imported,
): WildOwners {
  const byService = new Map<Service, PlacedVirtualService>();
  const hosts = new Set<string>();
  if (wild.length === 0) return { byService, hosts };
  const sorted = [...wild].sort((a, b) => b.host.length - a.host.length || a.placed.position - b.placed.position);
  for (const service of known.all()) {
    if (!isWildcard(service.hostname) && imported(service.hostname).length > 0) continue;
    const owner = sorted.find(({ host }) => isSubsetOf(service.hostname, host));
    if (owner === undefined) continue;
    byService.set(service, owner.placed);
    hosts.add(wildKey(owner.placed.position, owner.host));
  }
  return { byService, hosts };
}

function wildKey(position: number, host: string): string {
  return `${position}|${host}`;
}

interface ClaimContext {
  known: OutboundServices;
  imported: Imported;
  owned: WildOwners;
}

/** VirtualServices in order of age, then the default routes of the services. */
function directClaims(domain: string, found: readonly Service[], { known, imported, owned }: ClaimContext): HostClaim[] {
  const placed: { position: number; claim: HostClaim }[] = [];
  for (const service of found) {
    const owner = owned.byService.get(service);
    const governing = isWildcard(service.hostname) ? [] : imported(service.hostname);
    for (const { position, virtualService } of owner === undefined ? governing : [owner]) {
      placed.push({ position, claim: { virtualService, service, hostname: service.hostname } });
    }
  }
  // A host that no service has is served beside those that one has; alone only on port 80.
  const isAttached = !isWildcard(domain) && known.serviceOf(domain) !== undefined;
  for (const { position, virtualService } of isAttached ? [] : imported(domain)) {
    if (isWildcard(domain) && owned.hosts.has(wildKey(position, domain))) continue;
    placed.push({ position, claim: { virtualService, hostname: domain } });
  }
  const defaults = found
    .filter(({ externalName }) => externalName === undefined)
    .map((service) => ({ service, hostname: service.hostname }));
  return [...placed.sort((a, b) => a.position - b.position).map(({ claim }) => claim), ...defaults];
}
