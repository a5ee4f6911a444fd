import { compareAge } from './age-order.ts';
import { API_GATEWAY_KINDS, allApiListeners } from './api-routes.ts';
import { type Catalog, derived, objectsOf, readOnce } from './catalog.ts';
import { type Gateway, type GatewayServer, readGateway } from './gateway.ts';
import { type GatewayProxy, instancesFor } from './gateway-ports.ts';
import { compareSpecificity, intersectHosts, isSubsetOf, isWildcard } from './hosts.ts';
import { INGRESS_GATEWAY_KINDS, INGRESS_KINDS, ingressGateways } from './ingress.ts';
import { selectsLabels } from './selectors.ts';
import type { VirtualService } from './virtual-service.ts';
import { ROUTE_KINDS, virtualServicesFor } from './virtual-services.ts';

export const GATEWAY_KIND = 'networking.istio.io/Gateway';

const read = readOnce((object) => readGateway(object));

/** Every Gateway, oldest first; of the Gateway API's each listener counts as one of its own, and so does each Kubernetes Ingress. */
export const allGateways = derived([GATEWAY_KIND, ...API_GATEWAY_KINDS, ...INGRESS_GATEWAY_KINDS], (catalog): readonly Gateway[] => {
  const made = [...allApiListeners(catalog).map(({ gateway }) => gateway), ...ingressGateways(catalog)];
  const own = objectsOf(catalog, GATEWAY_KIND).map((object) => read(catalog, object));
  return [...own, ...made].sort((a, b) => compareAge(a.object, b.object));
});

export interface ServerOfGateway {
  gateway: Gateway;
  server: GatewayServer;
}

/** A VirtualService at one Gateway. Where several servers of the Gateway share a listener its rules are those for the port of the first. */
export interface BoundVirtualService {
  virtualService: VirtualService;
  gateway: string;
  port: number;
}

/** VirtualServices that share one domain at a gateway: unlike at sidecars their rules are appended, the oldest first. */
export interface GatewayHostEntry {
  domain: string;
  /** The domain that Envoy's virtual host is named after: domains with the same rules share one. */
  named: string;
  bound: readonly BoundVirtualService[];
  /** Of the first server that has the domain; the virtual host is named after it. */
  port: number;
  /** A server whose `tls.httpsRedirect` sends every plain request of the domain to https. */
  httpsRedirect?: ServerOfGateway;
}

export interface GatewayHosts {
  servers: readonly ServerOfGateway[];
  domains: ReadonlyMap<string, GatewayHostEntry>;
  wildcards: readonly string[];
}

/** The Gateways that program a gateway pod; a selector counts in any namespace, a service only in the Gateway's own. */
export function gatewaysFor(catalog: Catalog, proxy: GatewayProxy): Gateway[] {
  return allGateways(catalog).filter((gateway) => {
    if (gateway.services !== undefined) return instancesFor(catalog, proxy, gateway).length > 0;
    return selectsLabels(gateway.selector, proxy.labels) && (!gateway.ownNamespaceOnly || gateway.ref.namespace === proxy.namespace);
  });
}

const plainTables = derived([GATEWAY_KIND, ...ROUTE_KINDS], () => new Map<string, GatewayHosts>());
/** Ingresses may name ports of Services. */
const ingressTables = derived([GATEWAY_KIND, ...ROUTE_KINDS, ...INGRESS_KINDS], () => new Map<string, GatewayHosts>());

/** What a gateway pod answers for on the given servers, by domain. */
export function gatewayHosts(catalog: Catalog, proxyNamespace: string, servers: readonly ServerOfGateway[]): GatewayHosts {
  const key = `${proxyNamespace}|${servers.map(({ gateway, server }) => `${gateway.id}#${server.path}`).join('|')}`;
  const tables = ingressGateways(catalog).length > 0 ? ingressTables(catalog) : plainTables(catalog);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const built = buildGatewayHosts(catalog, proxyNamespace, servers);
  tables.set(key, built);
  return built;
}

export function gatewayEntryFor(hosts: GatewayHosts, host: string): GatewayHostEntry | undefined {
  const exact = hosts.domains.get(host);
  if (exact !== undefined) return exact;
  const wildcard = hosts.wildcards.find((domain) => isSubsetOf(host, domain));
  return wildcard === undefined ? undefined : hosts.domains.get(wildcard);
}

/** Follows istio pilot core/gateway.go buildGatewayHTTPRouteConfig. */
function buildGatewayHosts(catalog: Catalog, proxyNamespace: string, servers: readonly ServerOfGateway[]): GatewayHosts {
  const domains = new Map<
    string,
    { domain: string; named: string; port: number; bound: BoundVirtualService[]; httpsRedirect?: ServerOfGateway }
  >();
  const ports = new Map<string, number>();
  const entryOf = (domain: string, owner: ServerOfGateway) => {
    const entry = domains.get(domain) ?? { domain, named: domain, port: owner.server.port, bound: [] };
    if (owner.server.tls?.httpsRedirect) entry.httpsRedirect ??= owner;
    domains.set(domain, entry);
    return entry;
  };
  for (const owner of servers) {
    for (const virtualService of virtualServicesFor(catalog, owner.gateway.id, proxyNamespace)) {
      // Without rules for HTTP it has no virtual host.
      if (virtualService.http.length === 0) continue;
      const common = commonDomains(owner.server, virtualService);
      const key = `${owner.gateway.id}|${virtualService.ref.namespace}/${virtualService.ref.name}`;
      const port = ports.get(key) ?? owner.server.port;
      if (common.size > 0) ports.set(key, port);
      for (const domain of common) entryOf(domain, owner).bound.push({ virtualService, gateway: owner.gateway.id, port });
    }
    if (owner.server.tls?.httpsRedirect) for (const { host } of owner.server.hosts) entryOf(host, owner);
  }
  nameTogether([...domains.values()]);
  const wildcards = [...domains.keys()].filter(isWildcard).sort(compareSpecificity);
  return { servers, domains, wildcards };
}

/** Domains bound to exactly the same are one virtual host, which has the name of the most specific. */
function nameTogether(entries: { domain: string; named: string; bound: GatewayHostEntry['bound'] }[]): void {
  const names = new Map<string, string>();
  const numbers = new Map<VirtualService, number>();
  const numberOfObject = (virtualService: VirtualService): number => {
    const number = numbers.get(virtualService) ?? numbers.size;
    numbers.set(virtualService, number);
    return number;
  };
  for (const entry of entries.sort((a, b) => compareSpecificity(a.domain, b.domain))) {
    const { bound } = entry;
    if (bound.length === 0) continue;
    const key = bound.map(({ virtualService, gateway, port }) => `${numberOfObject(virtualService)}@${gateway}:${port}`).join('|');
    entry.named = names.get(key) ?? entry.domain;
    names.set(key, entry.named);
  }
}

function commonDomains(server: GatewayServer, virtualService: VirtualService): Set<string> {
  const domains = new Set<string>();
  for (const { namespace, host } of server.hosts) {
    if (namespace !== '*' && namespace !== virtualService.namespace) continue;
    for (const vsHost of virtualService.hosts) {
      const common = intersectHosts(host, vsHost);
      if (common !== undefined) domains.add(common);
    }
  }
  return domains;
}
