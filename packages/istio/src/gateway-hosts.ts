import { compareAge } from './age-order.ts';
import { API_GATEWAY_KINDS, allApiListeners } from './api-routes.ts';
import { type Catalog, derived, objectsOf, readOnce } from './catalog.ts';
import { type Gateway, type GatewayServer, readGateway } from './gateway.ts';
import { compareSpecificity, intersectHosts, isSubsetOf, isWildcard } from './hosts.ts';
import { selectsLabels } from './selectors.ts';
import type { VirtualService } from './virtual-service.ts';
import { ROUTE_KINDS, virtualServicesFor } from './virtual-services.ts';

export const GATEWAY_KIND = 'networking.istio.io/Gateway';

const read = readOnce((object) => readGateway(object));

/** Every Gateway, oldest first; of the Gateway API's each listener counts as one of its own. */
export const allGateways = derived([GATEWAY_KIND, ...API_GATEWAY_KINDS], (catalog): readonly Gateway[] => {
  const made = allApiListeners(catalog).map(({ gateway }) => gateway);
  const own = objectsOf(catalog, GATEWAY_KIND).map((object) => read(catalog, object));
  return [...own, ...made].sort((a, b) => compareAge(a.object, b.object));
});

export interface ServerOfGateway {
  gateway: Gateway;
  server: GatewayServer;
}

/** VirtualServices that share one domain at a gateway: unlike at sidecars their rules are appended, the oldest first. */
export interface GatewayHostEntry {
  domain: string;
  /** The domain that Envoy's virtual host is named after: domains with the same rules share one. */
  named: string;
  bound: readonly { virtualService: VirtualService; gateway: string }[];
  /** A server whose `tls.httpsRedirect` sends every plain request of the domain to https. */
  httpsRedirect?: ServerOfGateway;
}

export interface GatewayHosts {
  servers: readonly ServerOfGateway[];
  domains: ReadonlyMap<string, GatewayHostEntry>;
  wildcards: readonly string[];
}

export interface GatewayProxy {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

/** The Gateways that program a gateway pod; a selector counts in any namespace. */
export function gatewaysFor(catalog: Catalog, proxy: GatewayProxy): Gateway[] {
  return allGateways(catalog).filter(
    (gateway) => selectsLabels(gateway.selector, proxy.labels) && (!gateway.ownNamespaceOnly || gateway.ref.namespace === proxy.namespace),
  );
}

/**
 * The servers that answer one connection: all plain HTTP servers of the port together, or the one TLS server whose host covers the SNI.
 * Where servers of one port disagree about the protocol the oldest wins and the others are dropped (istio pilot model/gateway.go mergeGateways).
 */
export function serversFor(catalog: Catalog, proxy: GatewayProxy, port: number, sni: string | undefined): ServerOfGateway[] {
  const onPort = gatewaysFor(catalog, proxy).flatMap((gateway) =>
    gateway.servers.filter((server) => server.port === port).map((server) => ({ gateway, server })),
  );
  const first = onPort[0];
  if (first === undefined) return [];
  const alike = onPort.filter(({ server }) => serverClass(server) === serverClass(first.server));
  if (serverClass(first.server) !== 'tls') return alike;
  const terminating = alike.filter(({ server }) => isTerminating(server));
  const hosts = terminating.flatMap(({ server }) => server.hosts.map((entry) => entry.host));
  const wanted = hosts.filter((host) => sni === undefined || host === '*' || isSubsetOf(sni, host)).sort(compareSpecificity)[0];
  const chosen = terminating.find(({ server }) => server.hosts.some((entry) => entry.host === wanted));
  return chosen === undefined ? [] : [chosen];
}

function serverClass(server: GatewayServer): 'http' | 'tls' | 'tcp' {
  if (server.protocol === 'HTTP' || server.protocol === 'HTTP2' || server.protocol === 'GRPC' || server.protocol === 'GRPC-WEB')
    return 'http';
  return server.protocol === 'HTTPS' || server.protocol === 'TLS' ? 'tls' : 'tcp';
}

function isTerminating(server: GatewayServer): boolean {
  return server.protocol === 'HTTPS' && server.tls?.mode !== 'PASSTHROUGH' && server.tls?.mode !== 'AUTO_PASSTHROUGH';
}

const tables = derived([GATEWAY_KIND, ...ROUTE_KINDS], () => new Map<string, GatewayHosts>());

/** What a gateway pod answers for on the given servers, by domain. */
export function gatewayHosts(catalog: Catalog, proxyNamespace: string, servers: readonly ServerOfGateway[]): GatewayHosts {
  const key = `${proxyNamespace}|${servers.map(({ gateway, server }) => `${gateway.id}#${server.path}`).join('|')}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const built = buildGatewayHosts(catalog, proxyNamespace, servers);
  tables(catalog).set(key, built);
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
    { domain: string; named: string; bound: { virtualService: VirtualService; gateway: string }[]; httpsRedirect?: ServerOfGateway }
  >();
  const entryOf = (domain: string, owner: ServerOfGateway) => {
    const entry = domains.get(domain) ?? { domain, named: domain, bound: [] };
    if (owner.server.tls?.httpsRedirect) entry.httpsRedirect ??= owner;
    domains.set(domain, entry);
    return entry;
  };
  for (const owner of servers) {
    for (const virtualService of virtualServicesFor(catalog, owner.gateway.id, proxyNamespace)) {
      for (const domain of commonDomains(owner.server, virtualService)) {
        entryOf(domain, owner).bound.push({ virtualService, gateway: owner.gateway.id });
      }
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
    const key = bound.map(({ virtualService, gateway }) => `${numberOfObject(virtualService)}@${gateway}`).join('|');
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
