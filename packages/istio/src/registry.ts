import { compareAge } from './age-order.ts';
import { type Catalog, derived, type KindKey, objectsByAge, readOnce } from './catalog.ts';
import { isSubsetOf, isWildcard } from './hosts.ts';
import { compareServices, readKubernetesService, readServiceEntry, type Service } from './service.ts';
import { visibilityFrom } from './visibility.ts';

export const SERVICE_KINDS: readonly KindKey[] = ['/Service', 'networking.istio.io/ServiceEntry'];

const readService = readOnce((object, options) => readKubernetesService(object, options.clusterDomain));
const readEntry = readOnce((object, options) => readServiceEntry(object, options.clusterDomain));

/** Every host of the service registry, oldest object first. */
export const allServices = derived(SERVICE_KINDS, (catalog): readonly Service[] => {
  const kubernetes = objectsByAge(catalog, '/Service').map((object) => readService(catalog, object));
  const entries = objectsByAge(catalog, 'networking.istio.io/ServiceEntry').flatMap((object) => readEntry(catalog, object));
  if (entries.length === 0) return kubernetes;
  // Two sorted runs: the sort only merges them.
  return [...kubernetes, ...entries].sort((a, b) => compareAge(a.object, b.object));
});

function tableBy<Key>(catalog: Catalog, keysOf: (service: Service) => Iterable<Key>): Map<Key, Service[]> {
  const table = new Map<Key, Service[]>();
  for (const service of allServices(catalog)) {
    for (const key of keysOf(service)) {
      const known = table.get(key);
      if (known === undefined) table.set(key, [service]);
      else known.push(service);
    }
  }
  return table;
}

const servicesByHost = derived(SERVICE_KINDS, (catalog) => tableBy(catalog, ({ hostname }) => [hostname]));

const servicesByPort = derived(SERVICE_KINDS, (catalog) => tableBy(catalog, ({ ports }) => new Set(ports.map(({ number }) => number))));

const servicesByAddress = derived(SERVICE_KINDS, (catalog) => tableBy(catalog, ({ addresses }) => addresses));

const wildcardServices = derived(SERVICE_KINDS, (catalog) => {
  const wild = allServices(catalog).filter((service) => isWildcard(service.hostname));
  return wild.sort((a, b) => b.hostname.length - a.hostname.length);
});

/** Every service of an exact hostname, oldest first. */
export function servicesNamed(catalog: Catalog, hostname: string): readonly Service[] {
  return servicesByHost(catalog).get(hostname) ?? [];
}

/** Every service with a port of a number, oldest first. */
export function servicesOnPort(catalog: Catalog, port: number): readonly Service[] {
  return servicesByPort(catalog).get(port) ?? [];
}

/** Every service with an address of its own, oldest first. */
export function servicesAt(catalog: Catalog, address: string): readonly Service[] {
  return servicesByAddress(catalog).get(address) ?? [];
}

export function isServiceVisible(catalog: Catalog, service: Service, namespace: string): boolean {
  // Of a service `*` counts even beside `~` (istio pilot push_context.go IsServiceVisible).
  if (service.exportTo.includes('*')) return true;
  return visibilityFrom(namespace, service.namespace, service.exportTo, catalog.options.defaultServiceExportTo) !== undefined;
}

/** The service that an exact hostname means to a viewer. */
export function findService(catalog: Catalog, hostname: string, viewerNamespace: string): Service | undefined {
  const candidates = servicesByHost(catalog)
    .get(hostname)
    ?.filter((service) => isServiceVisible(catalog, service, viewerNamespace));
  if (candidates === undefined || candidates.length < 2) return candidates?.[0];
  return candidates.sort(compareServices(viewerNamespace, catalog.options))[0];
}

/** The same, falling back to the narrowest wildcard ServiceEntry that covers the hostname. */
export function findCoveringService(catalog: Catalog, hostname: string, viewerNamespace: string): Service | undefined {
  const exact = findService(catalog, hostname, viewerNamespace);
  if (exact !== undefined) return exact;
  return wildcardServices(catalog).find(
    (service) => isSubsetOf(hostname, service.hostname) && isServiceVisible(catalog, service, viewerNamespace),
  );
}
