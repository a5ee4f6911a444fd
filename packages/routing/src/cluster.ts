import {
  type Catalog,
  type DestinationHost,
  destinationRuleFor,
  expandHost,
  proxyService,
  routeHashOf,
  type Service,
} from '@pidalio/istio';
import type { Caller, Cluster, Destination, Stop } from './decision.ts';
import { destinationSettings, hashStop } from './destination-settings.ts';

/** A cluster with what the caller's proxy does with requests to it. */
export interface ResolvedCluster extends Pick<Destination, 'cluster' | 'hash' | 'settings'> {
  stops: Stop[];
}

/** A destination as the caller's proxy knows it: one of its clusters, or a name for which it has none. */
export function resolveCluster(
  catalog: Catalog,
  caller: Caller,
  destination: DestinationHost,
  ruleNamespace: string,
  listenerPort: number,
): ResolvedCluster {
  if (destination.host === '') return { cluster: UNKNOWN_SERVICE, stops: [{ code: 'DS-NO-HOST', values: { host: '', port: 0 } }] };
  const host = expandHost(destination.host, ruleNamespace, catalog.options.clusterDomain).toLowerCase();
  const named = proxyService(catalog, caller, host);
  const port = destinationPort(destination, named, caller, listenerPort);
  if (named?.externalName === undefined)
    return clusterOf(catalog, caller, { hostname: host, service: named, port, subset: destination.subset, namedPort: destination.port });
  // What an ExternalName stands for is known only where the proxy knows it: at a sidecar, on the listeners of its ports.
  const isKnown = caller.proxy === 'gateway' || named.ports.some(({ number }) => number === listenerPort);
  const hostname = isKnown ? named.externalName : host;
  const service = isKnown ? proxyService(catalog, caller, hostname) : undefined;
  return clusterOf(catalog, caller, { hostname, service, port, subset: destination.subset, namedPort: destination.port });
}

/** Istio's name for a backend that a route may not or cannot name (istio route.go UnknownService). */
const UNKNOWN_SERVICE: Cluster = { host: 'UnknownService', port: 0, subset: '', endpointLabels: {}, exists: false };

/** The cluster of a service's own default route. A Service of type ExternalName is an alias of what it names. */
export function serviceCluster(catalog: Catalog, caller: Caller, known: Service, port: number): ResolvedCluster {
  const service = known.externalName === undefined ? known : proxyService(catalog, caller, known.externalName);
  return clusterOf(catalog, caller, { hostname: known.externalName ?? known.hostname, service, port, subset: '', namedPort: port });
}

interface Target {
  hostname: string;
  service: Service | undefined;
  port: number;
  subset: string;
  /** The port as the rule names it: only then does a port's own hash count. */
  namedPort: number | undefined;
}

function clusterOf(catalog: Catalog, caller: Caller, target: Target): ResolvedCluster {
  const { hostname, service, port, subset, namedPort } = target;
  const values = { host: hostname, port };
  const base = {
    host: hostname,
    port,
    subset,
    ...(service?.service === undefined ? {} : { service: service.service }),
  };
  const isNamed = service?.hostname === hostname;
  const rule = isNamed ? destinationRuleFor(catalog, caller, service.namespace, hostname) : undefined;
  const key = routeHashOf(rule, subset, namedPort);
  const hash = key === undefined ? {} : { hash: key };
  if (!isNamed || !service.ports.some((candidate) => candidate.number === port)) {
    return { cluster: { ...base, endpointLabels: {}, exists: false }, ...hash, stops: [{ code: 'DS-NO-HOST', values }] };
  }
  const stops: Stop[] = (rule?.rules ?? []).map(({ ref }) => ({
    code: 'DS-RULE',
    ref,
    path: 'spec.host',
    values: { host: rule?.host ?? '' },
  }));
  const found = rule?.subsets.find((candidate) => candidate.name === subset);
  if (subset !== '' && found === undefined) {
    const ref = rule?.rules[0]?.ref;
    stops.push({ code: 'DS-NO-SUBSET', ...(ref === undefined ? {} : { ref, path: 'spec.subsets' }), values: { host: hostname, subset } });
    return { cluster: { ...base, endpointLabels: service.selector ?? {}, exists: false }, ...hash, stops };
  }
  const cluster = { ...base, endpointLabels: { ...service.selector, ...found?.labels }, exists: true };
  const known = destinationSettings(catalog, caller, cluster);
  stops.push(...(known?.stops ?? []), ...(key === undefined ? [] : hashStop(key)));
  return { cluster, ...hash, ...(known === undefined ? {} : { settings: known.settings }), stops };
}

/**
 * The port of a destination that names none (istio route.go GetDestinationCluster): at a gateway the only port of the service; at a sidecar
 * the listener's, for there a service is only known on the ports of the listener.
 */
function destinationPort(destination: DestinationHost, service: Service | undefined, caller: Caller, listenerPort: number): number {
  if (destination.port !== undefined) return destination.port;
  const only = service?.ports.length === 1 ? service.ports[0] : undefined;
  return caller.proxy === 'gateway' && only !== undefined ? only.number : listenerPort;
}
