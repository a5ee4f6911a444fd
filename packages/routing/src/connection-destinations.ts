import { type ConnectionRule, expandHost, findCoveringService, type RouteDestination, type Service } from '@pidalio/istio';
import { resolveCluster, serviceCluster } from './cluster.ts';
import type { ConnectionDestination } from './connection.ts';
import type { Caller, Stop } from './decision.ts';
import type { Mesh } from './mesh.ts';

/** Where a rule sends connections; weights as for HTTP: ignored with one destination, shares of the sum with several. */
export function ruleDestinations(mesh: Mesh, caller: Caller, rule: ConnectionRule, port: number, stops: Stop[]): ConnectionDestination[] {
  const several = rule.route.length > 1;
  const weighted = several ? rule.route.filter(({ weight }) => weight > 0) : rule.route;
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.map((route) => {
    const destination = withPort(mesh, caller, route, rule.ref.namespace, port);
    const { cluster, settings, stops: clusterStops } = resolveCluster(mesh.catalog, caller, destination, rule.ref.namespace, port);
    const probability = several ? route.weight / total : 1;
    const values = { host: cluster.host, subset: cluster.subset, port: cluster.port, probability };
    stops.push({ code: 'DS-CHOSEN', ref: rule.ref, path: route.path, values }, ...clusterStops);
    return { probability, cluster, path: route.path, ...(settings === undefined ? {} : { settings }) };
  });
}

export function serviceDestination(mesh: Mesh, caller: Caller, service: Service, port: number, stops: Stop[]): ConnectionDestination[] {
  const { cluster, settings, stops: clusterStops } = serviceCluster(mesh.catalog, caller, service, port);
  stops.push(...clusterStops);
  return [{ probability: 1, cluster, path: '', ...(settings === undefined ? {} : { settings }) }];
}

/** Unlike for HTTP, the only port of a service counts at sidecars too (istio pilot core/networkfilter.go asks the whole registry). */
function withPort({ catalog }: Mesh, caller: Caller, route: RouteDestination, namespace: string, port: number): RouteDestination {
  if (route.port !== undefined) return route;
  const host = expandHost(route.host, namespace, catalog.options.clusterDomain).toLowerCase();
  const ports = findCoveringService(catalog, host, caller.namespace)?.ports ?? [];
  const [only] = ports;
  return { ...route, port: ports.length === 1 && only !== undefined ? only.number : port };
}
