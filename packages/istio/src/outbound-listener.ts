import { compareText } from './age-order.ts';
import type { Catalog } from './catalog.ts';
import { parseCidr } from './cidr.ts';
import { PLAIN_HTTP_ALPN, sameMatch } from './filter-chain.ts';
import { MESH_GATEWAY } from './gateway-name.ts';
import { hostsMatch } from './hosts.ts';
import { connectionChains, type OnUnused, type OutboundChain, type OutboundPort } from './outbound-chains.ts';
import { allServices, isServiceVisible } from './registry.ts';
import { compareServices, type PortProtocol, type Service } from './service.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { DEFAULT_EGRESS, type EgressListener, importsService, importsVirtualService } from './sidecar.ts';
import { sidecarFor } from './sidecars.ts';
import { virtualServicesFor } from './virtual-services.ts';

const EVERY_ADDRESS = '0.0.0.0';

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
  const sidecar = sidecarFor(catalog, proxy.namespace, proxy.labels);
  const listeners = new Map<string, OutboundChain[]>();
  for (const egress of sidecar?.egress ?? [DEFAULT_EGRESS]) {
    if (egress.port !== undefined && egress.port !== port) continue;
    // What a listener of its own port has is not added to.
    const locked = new Set(listeners.keys());
    const virtualServices = virtualServicesFor(catalog, MESH_GATEWAY, proxy.namespace).filter((virtualService) =>
      importsVirtualService(egress, virtualService, proxy.namespace),
    );
    const view = { gateway: MESH_GATEWAY, port, namespace: proxy.namespace, labels: proxy.labels };
    for (const service of servicesOn(catalog, proxy.namespace, egress, port)) {
      const protocol = egress.protocol ?? service.ports.find(({ number }) => number === port)?.protocol ?? 'udp';
      if (protocol === 'udp') continue;
      for (const { bind, cidrs } of placesOf(catalog, proxy, service, protocol, port, egress.port !== undefined)) {
        if ((bind !== ip && bind !== EVERY_ADDRESS) || locked.has(bind)) continue;
        const own = virtualServices.filter(({ hosts }) => hosts.some((host) => hostsMatch(host, service.hostname)));
        const outbound = { service, protocol, virtualServices: own, onEveryAddress: bind === EVERY_ADDRESS, cidrs };
        listeners.set(bind, merged(listeners.get(bind), chainsOf(outbound, view, onUnused), protocol));
      }
    }
  }
  const bind = listeners.has(ip) ? ip : EVERY_ADDRESS;
  const chains = listeners.get(bind);
  return chains && { name: `${bind}_${port}`, chains };
}

function chainsOf(port: OutboundPort, view: Parameters<typeof connectionChains>[1], onUnused: OnUnused): OutboundChain[] {
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
function merged(current: OutboundChain[] | undefined, incoming: readonly OutboundChain[], protocol: PortProtocol): OutboundChain[] {
  if (current === undefined) return [...incoming];
  const all = [...current];
  for (const chain of incoming) {
    if (chain.target.type === 'http' && protocol !== 'auto' && all.some(({ target }) => target.type === 'http')) continue;
    if (!all.some((other) => sameMatch(other, chain))) all.push(chain);
  }
  return all;
}

/** The services of an egress listener, oldest first; of several with one name the one that the proxy's namespace prefers. */
function servicesOn(catalog: Catalog, namespace: string, egress: EgressListener, port: number): Service[] {
  const prefer = compareServices(namespace, catalog.options);
  const found = new Map<string, Service[]>();
  for (const service of allServices(catalog)) {
    if (service.externalName !== undefined || !service.ports.some(({ number }) => number === port)) continue;
    if (!isServiceVisible(catalog, service, namespace) || !importsService(egress, service, namespace)) continue;
    const others = found.get(service.hostname);
    const [first] = others ?? [];
    if (others === undefined || first === undefined) found.set(service.hostname, [service]);
    else if (first.namespace === service.namespace && first.service === undefined && service.service === undefined) others.push(service);
    else if (prefer(service, first) < 0) found.set(service.hostname, [service]);
  }
  return [...found.values()].flat().sort(compareRegistered);
}

/** Istio's order of services of one age is by the registry's name: for a ServiceEntry that is the host. */
function compareRegistered(a: Service, b: Service): number {
  const timeOf = ({ object }: Service) => object.metadata.creationTimestamp ?? '';
  const nameOf = ({ service, hostname, namespace }: Service) => `${service?.name ?? hostname}.${namespace}`;
  return compareText(timeOf(a), timeOf(b)) || compareText(nameOf(a), nameOf(b));
}

/** The addresses to listen on for a service, each with the ranges that the connections must be for. */
function placesOf(
  catalog: Catalog,
  proxy: OutboundProxy,
  service: Service,
  protocol: PortProtocol,
  port: number,
  isOwnPort: boolean,
): { bind: string; cidrs: readonly string[] }[] {
  if (protocol === 'http' || protocol === 'grpc') return [{ bind: EVERY_ADDRESS, cidrs: [] }];
  if (service.addresses.length > 0) return service.addresses.flatMap(placeOfAddress);
  const resolved = service.headless || (service.service === undefined && service.resolution === 'NONE');
  if (!resolved || isOwnPort) return [{ bind: EVERY_ADDRESS, cidrs: [] }];
  // Every pod of a headless service has a listener; a ServiceEntry that knows no endpoints takes the port.
  const addresses = serviceEndpoints(catalog, service, port).map(({ address }) => address);
  if (addresses.length === 0 && service.service === undefined && service.selector === undefined)
    return [{ bind: EVERY_ADDRESS, cidrs: [] }];
  return addresses.filter((address) => address !== proxy.ip && parseCidr(address) !== undefined).map((bind) => ({ bind, cidrs: [] }));
}

function placeOfAddress(address: string): { bind: string; cidrs: readonly string[] }[] {
  const cidr = parseCidr(address);
  if (cidr === undefined) return [];
  if (cidr.length === cidr.width) return [{ bind: address.split('/')[0] ?? address, cidrs: [] }];
  return [{ bind: EVERY_ADDRESS, cidrs: [address] }];
}
