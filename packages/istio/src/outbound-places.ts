import { compareText } from './age-order.ts';
import { type Catalog, derived } from './catalog.ts';
import { parseCidr } from './cidr.ts';
import { isServiceVisible, SERVICE_KINDS, servicesOnPort } from './registry.ts';
import { compareServices, type PortProtocol, type Service } from './service.ts';
import { DEFAULT_EGRESS, type EgressListener, importsService, type Sidecar } from './sidecar.ts';
import { SIDECAR_KIND } from './sidecars.ts';

export const EVERY_ADDRESS = '0.0.0.0';

/** A service at one place where a sidecar listens on a port. */
export interface OutboundPlace {
  service: Service;
  protocol: PortProtocol;
  /** Where the service's address is a range. */
  cidrs: readonly string[];
}

/** What one egress listener puts on a port. */
export interface OutboundPlaces {
  egress: EgressListener;
  /** Oldest first, by the address that is listened on. Services of HTTP share one place, so only the first of them is here. */
  byAddress: ReadonlyMap<string, readonly OutboundPlace[]>;
  /** Services without an address of their own, which have a place at each of their endpoints. */
  atEndpoints: readonly OutboundPlace[];
}

const tables = derived([...SERVICE_KINDS, SIDECAR_KIND], () => new Map<string, readonly OutboundPlaces[]>());

/** The egress listeners that serve a port, in order: those of the port, then the one for all ports. */
export function outboundPlaces(catalog: Catalog, namespace: string, sidecar: Sidecar | undefined, port: number): readonly OutboundPlaces[] {
  const key = `${namespace}|${sidecar === undefined ? '' : `${sidecar.namespace}/${sidecar.ref.name}`}|${port}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const serving = (sidecar?.egress ?? [DEFAULT_EGRESS]).filter((egress) => egress.port === undefined || egress.port === port);
  const built = serving.map((egress) => placesOf(catalog, namespace, egress, port));
  tables(catalog).set(key, built);
  return built;
}

function placesOf(catalog: Catalog, namespace: string, egress: EgressListener, port: number): OutboundPlaces {
  const byAddress = new Map<string, OutboundPlace[]>();
  const atEndpoints: OutboundPlace[] = [];
  const put = (address: string, place: OutboundPlace): void => {
    const list = byAddress.get(address);
    if (list === undefined) byAddress.set(address, [place]);
    else if (!isHttp(place.protocol) || !list.some(({ protocol }) => isHttp(protocol))) list.push(place);
  };
  for (const service of servicesOf(catalog, namespace, egress, port)) {
    const protocol = egress.protocol ?? service.ports.find(({ number }) => number === port)?.protocol ?? 'udp';
    if (protocol === 'udp') continue;
    const place = { service, protocol, cidrs: [] };
    if (isHttp(protocol)) put(EVERY_ADDRESS, place);
    else if (service.addresses.length > 0) for (const address of service.addresses) putAt(address, place, put);
    else if (egress.port === undefined && isUnresolved(service)) atEndpoints.push(place);
    else put(EVERY_ADDRESS, place);
  }
  return { egress, byAddress, atEndpoints };
}

function isHttp(protocol: PortProtocol): boolean {
  return protocol === 'http' || protocol === 'grpc';
}

/** Headless Services and ServiceEntries without resolution: the proxy goes where the application dials. */
function isUnresolved({ headless, service, resolution }: Service): boolean {
  return headless || (service === undefined && resolution === 'NONE');
}

function putAt(address: string, place: OutboundPlace, put: (address: string, place: OutboundPlace) => void): void {
  const cidr = address.includes('/') ? parseCidr(address) : undefined;
  if (!address.includes('/')) put(address, place);
  else if (cidr === undefined) return;
  // A range of one address is that address.
  else if (cidr.length === cidr.width) put(address.split('/')[0] ?? address, place);
  else put(EVERY_ADDRESS, { ...place, cidrs: [address] });
}

/** The services of an egress listener, oldest first; of several with one name the one that the proxy's namespace prefers. */
function servicesOf(catalog: Catalog, namespace: string, egress: EgressListener, port: number): Service[] {
  const prefer = compareServices(namespace, catalog.options);
  const found = new Map<string, Service[]>();
  for (const service of servicesOnPort(catalog, port)) {
    if (service.externalName !== undefined || !isServiceVisible(catalog, service, namespace)) continue;
    if (!importsService(egress, service, namespace)) continue;
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
  return compareText(timeOf(a), timeOf(b)) || compareText(nameOf(a), nameOf(b)) || compareText(a.namespace, b.namespace);
}

function timeOf({ object }: Service): string {
  return object.metadata.creationTimestamp ?? '';
}

function nameOf({ service, hostname }: Service): string {
  return service?.name ?? hostname;
}
