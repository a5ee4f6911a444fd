import { type Catalog, derived } from './catalog.ts';
import { parseCidr } from './cidr.ts';
import type { ConnectionView } from './connection-rule.ts';
import { PLAIN_HTTP_ALPN, sameMatch } from './filter-chain.ts';
import { MESH_GATEWAY } from './gateway-name.ts';
import { hostsMatch } from './hosts.ts';
import { connectionChains, type OnUnused, type OutboundChain, type OutboundPort } from './outbound-chains.ts';
import { EVERY_ADDRESS, type OutboundPlace, type OutboundPlaces, outboundPlaces } from './outbound-places.ts';
import type { PortProtocol } from './service.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { type EgressListener, importsVirtualService } from './sidecar.ts';
import { sidecarFor } from './sidecars.ts';
import type { VirtualService } from './virtual-service.ts';
import { ROUTE_KINDS, virtualServicesFor } from './virtual-services.ts';

/** Where a sidecar listens for one address and port. */
export interface OutboundListener {
  /** Istio's name, e.g. `10.96.0.1_3306`, `0.0.0.0_80`. */
  name: string;
  chains: readonly OutboundChain[];
}

export interface OutboundProxy {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** The proxy's own address: it has no listener for itself. */
  ip?: string;
}

/**
 * The listener that takes a connection which a sidecar's workload opens: that of the address, else that of the whole port; undefined when
 * there is neither (istio pilot core/listener.go buildSidecarOutboundListeners).
 */
export function outboundListener(
  catalog: Catalog,
  proxy: OutboundProxy,
  ip: string,
  port: number,
  onUnused: OnUnused = () => {},
): OutboundListener | undefined {
  const places = outboundPlaces(catalog, proxy.namespace, sidecarFor(catalog, proxy.namespace, proxy.labels), port);
  const own = listenerAt(catalog, proxy, places, ip, port, onUnused);
  return own ?? listenerAt(catalog, proxy, places, EVERY_ADDRESS, port, onUnused);
}

function listenerAt(
  catalog: Catalog,
  proxy: OutboundProxy,
  places: readonly OutboundPlaces[],
  address: string,
  port: number,
  onUnused: OnUnused,
): OutboundListener | undefined {
  const view = { gateway: MESH_GATEWAY, port, namespace: proxy.namespace, labels: proxy.labels };
  for (const { egress, byAddress, atEndpoints } of places) {
    const found = [...(byAddress.get(address) ?? []), ...atEndpoints.filter((place) => isThere(catalog, proxy, place, address, port))];
    // What a listener of its own port has is not added to.
    if (found.length > 0) return { name: `${address}_${port}`, chains: chainsAt(catalog, egress, found, address, view, onUnused) };
  }
  return undefined;
}

/** Every endpoint has a listener; a ServiceEntry that knows none takes the port. */
function isThere(catalog: Catalog, proxy: OutboundProxy, { service }: OutboundPlace, address: string, port: number): boolean {
  const endpoints = serviceEndpoints(catalog, service, port);
  const takesPort = endpoints.length === 0 && service.service === undefined && service.selector === undefined;
  if (address === EVERY_ADDRESS) return takesPort;
  return address !== proxy.ip && parseCidr(address) !== undefined && endpoints.some((endpoint) => endpoint.address === address);
}

function chainsAt(
  catalog: Catalog,
  egress: EgressListener,
  found: readonly OutboundPlace[],
  address: string,
  view: ConnectionView,
  onUnused: OnUnused,
): OutboundChain[] {
  let chains: OutboundChain[] = [];
  for (const place of found) {
    const virtualServices = virtualServicesOf(catalog, egress, place, view.namespace);
    chains = merged(
      chains,
      chainsOf({ ...place, virtualServices, onEveryAddress: address === EVERY_ADDRESS }, view, onUnused),
      place.protocol,
    );
  }
  return chains;
}

const ownTables = derived(ROUTE_KINDS, () => new Map<string, readonly VirtualService[]>());

/** The VirtualServices with a host of the service, in the order that decides. */
function virtualServicesOf(catalog: Catalog, egress: EgressListener, { service }: OutboundPlace, namespace: string): VirtualService[] {
  const { hostname } = service;
  const tables = ownTables(catalog);
  const key = `${namespace}|${hostname}`;
  let own = tables.get(key);
  if (own === undefined) {
    const all = virtualServicesFor(catalog, MESH_GATEWAY, namespace);
    own = all.filter(({ hosts }) => hosts.some((host) => hostsMatch(host, hostname)));
    tables.set(key, own);
  }
  return own.filter((virtualService) => importsVirtualService(egress, virtualService, namespace));
}

function chainsOf(port: OutboundPort, view: ConnectionView, onUnused: OnUnused): OutboundChain[] {
  const { protocol, onEveryAddress, service } = port;
  const http: OutboundChain = {
    sniHosts: [],
    cidrs: [],
    applicationProtocols: PLAIN_HTTP_ALPN,
    transportProtocol: 'raw_buffer',
    target: onEveryAddress ? { type: 'http' } : { type: 'http', service },
  };
  if (protocol === 'http' || protocol === 'grpc') return [http];
  const bytes = connectionChains(port, view, onUnused);
  return protocol === 'auto' ? [...bytes, http] : bytes;
}

/** Chains that ask for the same are dropped: the older service keeps the connections (istio pilot core/listener.go mergeTCPFilterChains). */
function merged(current: readonly OutboundChain[], incoming: readonly OutboundChain[], protocol: PortProtocol): OutboundChain[] {
  const all = [...current];
  for (const chain of incoming) {
    if (chain.target.type === 'http' && protocol !== 'auto' && all.some(({ target }) => target.type === 'http')) continue;
    if (all.length === 0 || !all.some((other) => sameMatch(other, chain))) all.push(chain);
  }
  return all;
}
