import { compareAge } from './age-order.ts';
import { type Catalog, derived } from './catalog.ts';
import { hostDomains } from './host-domains.ts';
import { isWildcard } from './hosts.ts';
import { isServiceVisible, SERVICE_KINDS, servicesAt, servicesNamed, servicesOnPort } from './registry.ts';
import { compareServices, isHttpPort, type Service } from './service.ts';
import { type EgressListener, egressListener, importsService, type Sidecar } from './sidecar.ts';
import { SIDECAR_KIND } from './sidecars.ts';

/** The part of a sidecar's outbound port that no VirtualService changes. Services are looked up when they are asked for. */
export interface OutboundServices {
  listener: EgressListener | undefined;
  /** Whether any service speaks HTTP on the port; without one there is no listener. */
  hasHttp: boolean;
  /** The service that a hostname means. */
  serviceOf(hostname: string): Service | undefined;
  /** Every service of the port. */
  all(): readonly Service[];
  /** Services that speak HTTP by a domain of their virtual hosts, oldest first. */
  atDomain(domain: string): readonly Service[];
  /** Target of an ExternalName that names no port: it is another name on every port (istio pilot push_context.go resolveServiceAliases). */
  aliasAt(domain: string): string | undefined;
  /** The domains of those services that are wildcards. */
  wildDomains: readonly string[];
}

const tables = derived([...SERVICE_KINDS, SIDECAR_KIND], () => new Map<string, OutboundServices>());

export function outboundServices(catalog: Catalog, namespace: string, sidecar: Sidecar | undefined, port: number): OutboundServices {
  const key = `${namespace}|${sidecar === undefined ? '' : `${sidecar.namespace}/${sidecar.ref.name}`}|${port}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const built = buildOutboundServices(catalog, namespace, egressListener(sidecar, port), port);
  tables(catalog).set(key, built);
  return built;
}

const NOTHING = {
  hasHttp: false,
  serviceOf: () => undefined,
  all: () => [],
  atDomain: () => [],
  aliasAt: () => undefined,
  wildDomains: [],
};

function buildOutboundServices(catalog: Catalog, namespace: string, listener: EgressListener | undefined, port: number): OutboundServices {
  if (listener === undefined) return { listener, ...NOTHING };
  const prefer = compareServices(namespace, catalog.options);
  const isKnown = (service: Service): boolean =>
    isServiceVisible(catalog, service, namespace) && importsService(listener, service, namespace);
  const serviceOf = (hostname: string): Service | undefined => {
    const candidates = servicesNamed(catalog, hostname).filter((service) => hasPort(service, port) && isKnown(service));
    return candidates.length < 2 ? candidates[0] : candidates.sort(prefer)[0];
  };
  let every: readonly Service[] | undefined;
  const all = (): readonly Service[] => {
    every ??= servicesOnPort(catalog, port).filter((service) => isKnown(service) && serviceOf(service.hostname) === service);
    return every;
  };
  const atDomain = (domain: string): readonly Service[] => {
    const found = new Set(hostnamesBehind(catalog, domain, namespace).map(serviceOf));
    const services: Service[] = [];
    for (const service of found) {
      if (service !== undefined && hasHttpPort(service, port) && hasDomain(catalog, service, domain, namespace)) services.push(service);
    }
    return services.sort((a, b) => compareAge(a.object, b.object));
  };
  const aliasAt = (domain: string): string | undefined =>
    hostnamesBehind(catalog, domain, namespace)
      .flatMap((hostname) => servicesNamed(catalog, hostname))
      .find((service) => isPortlessAlias(service) && isKnown(service) && hasDomain(catalog, service, domain, namespace))?.externalName;
  const onPort = servicesOnPort(catalog, port);
  // An ExternalName opens no port by itself.
  const hasHttp = onPort.some((service) => service.externalName === undefined && hasHttpPort(service, port) && isKnown(service));
  const wild = onPort.filter((service) => (service.headless || isWildcard(service.hostname)) && hasHttpPort(service, port));
  const wildDomains = wild
    .filter((service) => serviceOf(service.hostname) === service)
    .flatMap((service) => [...domainsOf(catalog, service, namespace)].filter(isWildcard));
  return { listener, hasHttp, serviceOf, all, atDomain, aliasAt, wildDomains };
}

/** The hostnames that a domain of a virtual host may stand for; the other way round than `hostDomains`. */
function hostnamesBehind(catalog: Catalog, domain: string, namespace: string): string[] {
  const { clusterDomain } = catalog.options;
  // A headless service also answers for its pods.
  const names = domain.startsWith('*.') ? [domain, domain.slice(2)] : [domain];
  const full = names.flatMap((name) => [
    name.endsWith('.') ? name.slice(0, -1) : name,
    `${name}.svc.${clusterDomain}`,
    `${name}.${clusterDomain}`,
    `${name}.${namespace}.svc.${clusterDomain}`,
  ]);
  return [...full, ...servicesAt(catalog, domain).map(({ hostname }) => hostname)];
}

function isPortlessAlias({ externalName, ports }: Service): boolean {
  return externalName !== undefined && ports.length === 0;
}

function hasDomain(catalog: Catalog, service: Service, domain: string, namespace: string): boolean {
  return domainsOf(catalog, service, namespace).has(domain);
}

function hasPort(service: Service, port: number): boolean {
  return service.ports.some((candidate) => candidate.number === port);
}

function hasHttpPort(service: Service, port: number): boolean {
  return service.ports.some((candidate) => candidate.number === port && isHttpPort(candidate));
}

function domainsOf(catalog: Catalog, service: Service, namespace: string): Set<string> {
  const { options } = catalog;
  const domains = new Set(hostDomains(service.hostname, namespace, options));
  for (const address of service.addresses) domains.add(address);
  if (service.headless) {
    for (const domain of hostDomains(service.hostname, namespace, options)) domains.add(`*.${domain}`);
  }
  return domains;
}
