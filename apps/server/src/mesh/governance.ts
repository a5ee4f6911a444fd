import {
  allGateways,
  buildRoutes,
  type Catalog,
  claimsFor,
  findCoveringService,
  gatewayHosts,
  type HttpRule,
  httpRulesOf,
  outboundHosts,
  selectsLabels,
  sidecarFor,
  type VirtualService,
} from '@pidalio/istio';
import type { Workload } from '@pidalio/topology';
import { leadsTo } from './leads-to.ts';

type Caller = Pick<Workload, 'namespace' | 'labels' | 'gateway'>;

interface Governed {
  namespace: string;
  host: string;
  ports: readonly { port: number }[];
}

/** From where a service is called, and the object whose rules decide there (D7). */
export interface Vantage {
  /** `mesh`, or `namespace/name` of a Gateway. */
  via: string;
  virtualService: VirtualService;
  /** Its rules that apply here, with delegates filled in; at a gateway only those that lead to the service. */
  rules: readonly HttpRule[];
  /** Namespace whose DestinationRules the callers see first. */
  clientNamespace: string;
  /** Whether a workload with a proxy obeys it. */
  binds: (caller: Caller) => boolean;
}

/** Who governs the traffic of a service: inside the mesh as its callers see it, and at each gateway that leads to it. */
export function vantagesOf(catalog: Catalog, service: Governed, callers: readonly Workload[]): Vantage[] {
  return [...meshVantages(catalog, service, callers), ...gatewayVantages(catalog, service, callers)];
}

/** Callers that see the mesh alike: one of each namespace and Sidecar object. */
export function distinctCallers(catalog: Catalog, workloads: readonly Workload[]): Workload[] {
  const callers = new Map<string, Workload>();
  for (const workload of workloads) {
    if (!workload.sidecar) continue;
    const sidecar = sidecarFor(catalog, workload.namespace, workload.labels);
    const key = `${workload.namespace}|${sidecar?.namespace}/${sidecar?.ref.name}`;
    if (!callers.has(key)) callers.set(key, workload);
  }
  return [...callers.values()];
}

function meshVantages(catalog: Catalog, service: Governed, callers: readonly Workload[]): Vantage[] {
  const found = new Map<VirtualService, Vantage>();
  const neighbour: Caller = { namespace: service.namespace, labels: {}, gateway: false };
  for (const caller of [neighbour, ...callers.filter(({ gateway }) => !gateway)]) {
    const virtualService = governorOf(catalog, service, caller);
    if (virtualService === undefined || found.has(virtualService)) continue;
    found.set(virtualService, {
      via: 'mesh',
      virtualService,
      rules: httpRulesOf(catalog, virtualService).filter((rule) => appliesAt(rule, 'mesh')),
      clientNamespace: caller.namespace,
      binds: (other) => !other.gateway && governorOf(catalog, service, other) === virtualService,
    });
  }
  return [...found.values()];
}

/** The VirtualService that decides for a host where a workload of the mesh calls it. A host that no service has is served on port 80 only. */
export function meshOwner(catalog: Catalog, host: string, caller: Omit<Caller, 'gateway'>): VirtualService | undefined {
  const { namespace, labels } = caller;
  const ports = findCoveringService(catalog, host, namespace)?.ports.map(({ number }) => ({ port: number })) ?? [{ port: 80 }];
  return governorOf(catalog, { namespace, host, ports }, { namespace, labels, gateway: false });
}

/** The first VirtualService that claims the service's host and has a route for the caller; undefined where Istio's default route is used. */
function governorOf(catalog: Catalog, service: Governed, { namespace, labels }: Caller): VirtualService | undefined {
  for (const { port } of service.ports) {
    for (const claim of claimsFor(outboundHosts(catalog, { namespace, labels }, port), service.host)) {
      if (claim.virtualService === undefined) break;
      const view = { gateway: 'mesh', port, namespace, labels };
      if (buildRoutes(httpRulesOf(catalog, claim.virtualService), view).length > 0) return claim.virtualService;
    }
  }
  return undefined;
}

function gatewayVantages(catalog: Catalog, service: Governed, callers: readonly Workload[]): Vantage[] {
  return allGateways(catalog).flatMap((gateway) => {
    const binds = (caller: Caller): boolean => caller.gateway && selectsLabels(gateway.selector, caller.labels);
    const clientNamespace = callers.find(binds)?.namespace ?? gateway.ref.namespace;
    const servers = gateway.servers.map((server) => ({ gateway, server }));
    const entries = [...gatewayHosts(catalog, clientNamespace, servers).domains.values()];
    const bound = new Set(entries.flatMap((entry) => entry.bound.map(({ virtualService }) => virtualService)));
    return [...bound].flatMap((virtualService): Vantage[] => {
      const rules = httpRulesOf(catalog, virtualService).filter(
        (rule) => appliesAt(rule, gateway.id) && leadsTo(rule, service.host, catalog.options.clusterDomain),
      );
      return rules.length === 0 ? [] : [{ via: gateway.id, virtualService, rules, clientNamespace, binds }];
    });
  });
}

/** A match block may name the gateways it is for; a rule without one that names this is not built here. */
function appliesAt(rule: HttpRule, via: string): boolean {
  return rule.match.length === 0 || rule.match.some(({ gateways }) => gateways.length === 0 || gateways.includes(via));
}
