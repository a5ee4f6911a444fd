import { API_GATEWAY_KINDS } from './api-routes.ts';
import { type Catalog, derived } from './catalog.ts';
import type { FilterChain } from './filter-chain.ts';
import { type GatewayServer, isHttpServer, isTerminatingHttps } from './gateway.ts';
import { connectionChainsOf, type GatewayClusterTarget, type GatewayRuleTarget } from './gateway-chains.ts';
import { GATEWAY_KIND, gatewaysFor, type ServerOfGateway } from './gateway-hosts.ts';
import { type GatewayProxy, listenerPorts } from './gateway-ports.ts';
import { INGRESS_KINDS } from './ingress.ts';
import { SERVICE_KINDS } from './registry.ts';
import { ROUTE_KINDS } from './virtual-services.ts';
import { WORKLOAD_KINDS } from './workload-instances.ts';

/** What a gateway does with the connections that a filter chain takes. `tls` is the mode in which it ends their TLS. */
export type GatewayTarget =
  | { type: 'http'; servers: readonly ServerOfGateway[]; routeConfiguration: string; tls?: string }
  | GatewayRuleTarget
  | GatewayClusterTarget;

export type GatewayChain = FilterChain<GatewayTarget>;

/** Why a server has no effect: what it asks for on the port is taken. */
export type ServerConflict = 'protocol' | 'host' | 'portName';

/** What a gateway pod does on one of its own ports. */
export interface GatewayListener {
  port: number;
  chains: readonly GatewayChain[];
  /** Servers in AUTO_PASSTHROUGH mode, which have a chain for every service of their hosts. */
  automatic: readonly ServerOfGateway[];
  dropped: readonly { owner: ServerOfGateway; why: ServerConflict }[];
  /** Servers of the port, with or without effect. */
  servers: readonly ServerOfGateway[];
}

const tables = derived(
  [
    GATEWAY_KIND,
    ...API_GATEWAY_KINDS,
    ...INGRESS_KINDS,
    ...ROUTE_KINDS,
    ...SERVICE_KINDS,
    ...WORKLOAD_KINDS,
    'discovery.k8s.io/EndpointSlice',
  ],
  () => new Map<string, GatewayListener>(),
);

/** All servers of all Gateways that meet on one port of a gateway pod, `port` as the pod listens (istio pilot model/gateway.go mergeGateways). */
export function gatewayListener(catalog: Catalog, proxy: GatewayProxy, port: number, ip?: string): GatewayListener {
  const key = `${proxy.namespace}|${port}|${proxy.ip ?? ''}|${ip ?? ''}|${JSON.stringify(proxy.labels)}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const built = buildListener(catalog, proxy, port, ip);
  tables(catalog).set(key, built);
  return built;
}

function buildListener(catalog: Catalog, proxy: GatewayProxy, port: number, ip: string | undefined): GatewayListener {
  const { groups, dropped, servers } = mergeServers(catalog, proxy, port);
  // An address of its own goes before the listener of all addresses.
  const bind = groups.some((group) => group.bind !== '' && group.bind === ip) ? ip : '';
  const chains: GatewayChain[] = [];
  const automatic: ServerOfGateway[] = [];
  const sniHosts = new Set<string>();
  for (const group of groups) {
    if (group.bind !== bind) continue;
    if (group.isHttp) {
      const routeConfiguration = `http.${port}${group.bind === '' ? '' : `.${group.bind}`}`;
      chains.push({
        sniHosts: [],
        cidrs: [],
        applicationProtocols: [],
        target: { type: 'http', servers: group.servers, routeConfiguration },
      });
      continue;
    }
    for (const owner of group.servers) {
      if (owner.server.tls?.mode === 'AUTO_PASSTHROUGH') automatic.push(owner);
      else if (isTerminatingHttps(owner.server)) chains.push(httpsChain(owner));
      else chains.push(...connectionChainsOf(catalog, proxy.namespace, owner, sniHosts));
    }
  }
  return { port, chains, automatic, dropped, servers };
}

function httpsChain(owner: ServerOfGateway): GatewayChain {
  const routeConfiguration = `https.${routeNameOf(owner)}`;
  const target: GatewayTarget = { type: 'http', servers: [owner], routeConfiguration, tls: owner.server.tls?.mode ?? '' };
  return { sniHosts: owner.server.hosts.map(({ host }) => host), cidrs: [], applicationProtocols: [], target };
}

/** Servers that share a protocol and an address. */
interface Group {
  isHttp: boolean;
  protocol: string;
  bind: string;
  servers: ServerOfGateway[];
}

/** Plain HTTP servers share the port; TLS servers do if their names differ; of all others the oldest has it. */
function mergeServers(
  catalog: Catalog,
  proxy: GatewayProxy,
  port: number,
): Pick<GatewayListener, 'dropped' | 'servers'> & { groups: Group[] } {
  const groups: Group[] = [];
  const dropped: GatewayListener['dropped'][number][] = [];
  const servers: ServerOfGateway[] = [];
  const tlsHosts = new Map<string, string>();
  const routeNames = new Set<string>();
  let plain: Group | undefined;
  const groupOf = (server: GatewayServer): Group => {
    const { protocol, bind = '' } = server;
    const known = groups.find((group) => group.protocol === protocol && group.bind === bind);
    const group = known ?? { isHttp: isHttpServer(server), protocol, bind, servers: [] };
    if (known === undefined) groups.push(group);
    return group;
  };
  for (const gateway of gatewaysFor(catalog, proxy)) {
    for (const server of gateway.servers) {
      if (!listenerPorts(catalog, proxy, gateway, server.port).includes(port)) continue;
      const owner = { gateway, server };
      servers.push(owner);
      const { bind = '' } = server;
      if (server.tls !== undefined && !claimHosts(tlsHosts, server)) {
        dropped.push({ owner, why: 'host' });
      } else if (plain !== undefined && plain.bind === bind) {
        if (plain.isHttp && isHttpServer(server)) plain.servers.push(owner);
        else dropped.push({ owner, why: 'protocol' });
      } else if (server.tls === undefined || isHttpServer(server)) {
        const group = groupOf(server);
        // Of several addresses the last one that is new counts for what comes after (istio pilot model/gateway.go addPlainTextServer).
        if (plain === undefined || group.servers.length === 0) plain = group;
        group.servers.push(owner);
      } else if (plain === undefined && isTerminatingHttps(server) && !claimName(routeNames, owner)) {
        dropped.push({ owner, why: 'portName' });
      } else {
        groupOf(server).servers.push(owner);
      }
    }
  }
  return { groups, dropped, servers };
}

/** Every host as the server writes it, with its namespace: two that differ in it alone are not found out here, but refused by Envoy. */
function claimHosts(taken: Map<string, string>, { hosts, bind = '' }: GatewayServer): boolean {
  const keys = hosts.map(({ namespace, host }) => (namespace === '*' ? host : `${namespace}/${host}`));
  if (keys.some((key) => taken.get(key) === bind)) return false;
  for (const key of keys) taken.set(key, bind);
  return true;
}

/** HTTPS servers are told apart by the name of their port. */
function claimName(taken: Set<string>, owner: ServerOfGateway): boolean {
  const name = routeNameOf(owner);
  if (taken.has(name)) return false;
  taken.add(name);
  return true;
}

/** Whether the listener exists at all: a server without a rule for connections opens nothing. */
export function isOpen({ chains, automatic }: GatewayListener): boolean {
  return chains.length > 0 || automatic.length > 0;
}

/** istio pilot model/gateway.go gatewayRDSRouteName. */
function routeNameOf({ gateway, server }: ServerOfGateway): string {
  const [namespace, name] = gateway.id.split('/');
  return [server.port, server.portName, name, namespace, ...(server.bind === undefined ? [] : [server.bind])].join('.');
}
