import type { Catalog } from './catalog.ts';
import { type ConnectionMatch, type ConnectionRule, gatewayConnectionMismatch } from './connection-rule.ts';
import { destinationRuleFor } from './destination-rules.ts';
import type { FilterChain } from './filter-chain.ts';
import { isPassthrough } from './gateway.ts';
import type { ServerOfGateway } from './gateway-hosts.ts';
import type { GatewayProxy } from './gateway-ports.ts';
import { hostsMatch, isSubsetOf } from './hosts.ts';
import { findService } from './registry.ts';
import type { VirtualService } from './virtual-service.ts';
import { virtualServicesFor } from './virtual-services.ts';

/** A rule for connections at a gateway. `tls` is the mode in which the server ends their TLS. */
export interface GatewayRuleTarget {
  type: 'rule';
  owner: ServerOfGateway;
  virtualService: VirtualService;
  rule: ConnectionRule;
  match?: ConnectionMatch;
  tls?: string;
}

/** A service that a name of Istio's own form leads to. */
export interface GatewayClusterTarget {
  type: 'cluster';
  owner: ServerOfGateway;
  host: string;
  port: number;
  subset: string;
  tls?: undefined;
}

type Chain = FilterChain<GatewayRuleTarget>;

/** The chains of a server that does not read HTTP; none if no rule fits, and then the server does not listen. */
export function connectionChainsOf(catalog: Catalog, proxyNamespace: string, owner: ServerOfGateway, sniHosts: Set<string>): Chain[] {
  const bound = virtualServicesFor(catalog, owner.gateway.id, proxyNamespace).filter((virtualService) => isServed(owner, virtualService));
  return isPassthrough(owner.server) ? passthroughChains(bound, owner, sniHosts) : opaqueChains(bound, owner);
}

/** Overlapping in either direction is enough (istio pilot core/gateway.go pickMatchingGatewayHosts). */
function isServed({ server }: ServerOfGateway, { hosts, namespace }: VirtualService): boolean {
  return server.hosts.some(
    (own) => (own.namespace === '*' || own.namespace === namespace) && hosts.some((host) => hostsMatch(own.host, host)),
  );
}

/** One rule takes everything: the first of the oldest VirtualService that is for the port and the Gateway. */
function opaqueChains(bound: readonly VirtualService[], owner: ServerOfGateway): Chain[] {
  const { server } = owner;
  const sniHosts = server.tls === undefined ? [] : server.hosts.map(({ host }) => host);
  const tls = server.tls === undefined ? {} : { tls: server.tls.mode };
  for (const virtualService of bound) {
    // A TLSRoute at a listener that ends TLS is used like a TCPRoute.
    const rules = virtualService.gatewayApi ? [...virtualService.tcp, ...virtualService.tls] : virtualService.tcp;
    for (const rule of rules) {
      if (rule.route.length === 0) continue;
      const match = rule.match.find((candidate) => fits(candidate, owner));
      if (match === undefined && rule.match.length > 0) continue;
      const target: GatewayRuleTarget = { type: 'rule', owner, virtualService, rule, ...(match === undefined ? {} : { match }), ...tls };
      return [{ sniHosts, cidrs: [], applicationProtocols: [], target }];
    }
  }
  return [];
}

/** A chain for every match; one that repeats a name is left out whole (istio pilot core/gateway.go buildGatewayNetworkFiltersFromTLSRoutes). */
function passthroughChains(bound: readonly VirtualService[], owner: ServerOfGateway, taken: Set<string>): Chain[] {
  const chains: Chain[] = [];
  for (const virtualService of bound) {
    for (const rule of virtualService.tls) {
      if (rule.route.length === 0) continue;
      for (const match of rule.match) {
        if (!fits(match, owner) || match.sniHosts.some((host) => taken.has(host))) continue;
        for (const host of match.sniHosts) taken.add(host);
        const target: GatewayRuleTarget = { type: 'rule', owner, virtualService, rule, match };
        chains.push({ sniHosts: match.sniHosts, cidrs: [], applicationProtocols: [], target });
      }
    }
  }
  return chains;
}

function fits(match: ConnectionMatch, { gateway, server }: ServerOfGateway): boolean {
  return gatewayConnectionMismatch(match, { port: server.port, gateway: gateway.id }) === undefined;
}

/** What Istio's proxies offer in mutual TLS (istio pilot core/listener.go allIstioMtlsALPNs). */
const MESH_ALPN = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'] as const;

/**
 * AUTO_PASSTHROUGH: a name like `outbound_.80_.v1_.reviews.default.svc.cluster.local` leads to that cluster, for services of the mesh within
 * the server's hosts (istio pilot core/gateway.go builtAutoPassthroughFilterChains). Istio makes a chain for each; here only that of the name.
 */
export function autoPassthroughChain(
  catalog: Catalog,
  proxy: GatewayProxy,
  owners: readonly ServerOfGateway[],
  sni: string | undefined,
): FilterChain<GatewayClusterTarget> | undefined {
  const [, portText = '', subset = '', host = ''] = /^outbound_\.(\d+)_\.([^_]*)_\.(.+)$/.exec(sni ?? '') ?? [];
  if (sni === undefined || host === '') return undefined;
  const port = Number(portText);
  const service = findService(catalog, host, proxy.namespace);
  if (service === undefined || service.external) return undefined;
  if (!service.ports.some(({ number, protocol }) => number === port && protocol !== 'udp')) return undefined;
  const owner = owners.find(({ server }) => server.hosts.some((own) => isSubsetOf(host, own.host)));
  if (owner === undefined) return undefined;
  const subsets = subset === '' ? [] : (destinationRuleFor(catalog, proxy, service.namespace, host)?.subsets ?? []);
  if (subset !== '' && !subsets.some(({ name }) => name === subset)) return undefined;
  return { sniHosts: [sni], cidrs: [], applicationProtocols: MESH_ALPN, target: { type: 'cluster', owner, host, port, subset } };
}
