import { compareAge } from './age-order.ts';
import { API_ROUTE_KINDS, apiVirtualServices } from './api-routes.ts';
import { type Catalog, derived, findObject, type KindKey, objectsByAge, readOnce } from './catalog.ts';
import { mergeDelegates } from './delegates.ts';
import { MESH_GATEWAY } from './gateway-name.ts';
import { isWildcard } from './hosts.ts';
import type { HttpRule } from './http-rule.ts';
import { ingressGateways, ingressVirtualServices } from './ingress.ts';
import { asOfVersion, isDelegate, readVirtualService, type VirtualService } from './virtual-service.ts';
import { type Visibility, visibilityFrom } from './visibility.ts';

const KIND = 'networking.istio.io/VirtualService';

/** The kinds whose objects become virtual services. */
export const ROUTE_KINDS: readonly KindKey[] = [KIND, ...API_ROUTE_KINDS];

const read = readOnce((object, options) => asOfVersion(readVirtualService(object, options.clusterDomain), options));

/** Every object of the kind VirtualService, oldest first. */
export const allVirtualServices = derived([KIND], (catalog): readonly VirtualService[] =>
  objectsByAge(catalog, KIND).map((object) => read(catalog, object)),
);

const byGateway = derived(ROUTE_KINDS, (catalog) => {
  const table = new Map<string, VirtualService[]>();
  const made = apiVirtualServices(catalog);
  const all = made.length === 0 ? allVirtualServices(catalog) : [...made, ...allVirtualServices(catalog)].sort(compareObjects);
  for (const virtualService of all) {
    if (isDelegate(virtualService)) continue;
    for (const gateway of new Set(virtualService.gateways)) {
      const list = table.get(gateway);
      if (list === undefined) table.set(gateway, [virtualService]);
      else list.push(virtualService);
    }
  }
  return table;
});

/** Of Gateway API routes of one age those for one port of the service go before those for all. */
function compareObjects(a: VirtualService, b: VirtualService): number {
  const sameAge = (a.object.metadata.creationTimestamp ?? '') === (b.object.metadata.creationTimestamp ?? '');
  const byPort = sameAge && a.gatewayApi && b.gatewayApi ? Number(b.parentPort !== undefined) - Number(a.parentPort !== undefined) : 0;
  return byPort || compareAge(a.object, b.object);
}

const RANK: Readonly<Record<Visibility, number>> = { private: 0, exported: 1, public: 2 };

const visibleTables = derived(ROUTE_KINDS, () => new Map<string, readonly VirtualService[]>());

/**
 * The VirtualServices bound to a gateway (`mesh` or `namespace/name`) as a proxy of a namespace sees them, in the order that decides
 * who owns a host: private to that namespace, exported to it by name, public; in each the namespace's own Gateway API routes, then the oldest
 * (istio pilot push_context.go VirtualServicesForGateway).
 */
export function virtualServicesFor(catalog: Catalog, gateway: string, proxyNamespace: string): readonly VirtualService[] {
  const list = ownVirtualServicesFor(catalog, gateway, proxyNamespace);
  if (gateway === MESH_GATEWAY || ingressGateways(catalog).length === 0) return list;
  // What is made of Kubernetes Ingresses has no age and goes first.
  const made = ingressVirtualServices(catalog).filter(({ gateways }) => gateways.includes(gateway));
  return made.length === 0 ? list : [...made.sort((a, b) => compareAge(a.object, b.object)), ...list];
}

function ownVirtualServicesFor(catalog: Catalog, gateway: string, proxyNamespace: string): readonly VirtualService[] {
  const tables = visibleTables(catalog);
  const key = `${proxyNamespace}|${gateway}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const ranked: { rank: number; later: number; virtualService: VirtualService }[] = [];
  for (const virtualService of byGateway(catalog).get(gateway) ?? []) {
    const visibility = visibilityOf(catalog, virtualService, proxyNamespace);
    if (visibility !== undefined) {
      ranked.push({
        rank: RANK[visibility],
        later: virtualService.gatewayApi && virtualService.namespace === proxyNamespace ? 0 : 1,
        virtualService,
      });
    }
  }
  const list = ranked.sort((a, b) => a.rank - b.rank || a.later - b.later).map((entry) => entry.virtualService);
  tables.set(key, list);
  return list;
}

function visibilityOf(catalog: Catalog, virtualService: VirtualService, namespace: string): Visibility | undefined {
  return visibilityFrom(namespace, virtualService.namespace, virtualService.exportTo, catalog.options.defaultVirtualServiceExportTo);
}

/** A VirtualService with its place in the order that decides who owns a host. */
export interface PlacedVirtualService {
  virtualService: VirtualService;
  position: number;
}

interface HostIndex {
  byHost: ReadonlyMap<string, readonly PlacedVirtualService[]>;
  wildHosts: readonly string[];
}

const hostIndexes = derived(ROUTE_KINDS, () => new Map<string, HostIndex>());

/** The VirtualServices of the mesh by their hosts, as sidecars of a namespace see them. */
export function meshHostIndex(catalog: Catalog, proxyNamespace: string): HostIndex {
  const indexes = hostIndexes(catalog);
  let index = indexes.get(proxyNamespace);
  if (index === undefined) {
    index = buildHostIndex(virtualServicesFor(catalog, MESH_GATEWAY, proxyNamespace));
    indexes.set(proxyNamespace, index);
  }
  return index;
}

function buildHostIndex(virtualServices: readonly VirtualService[]): HostIndex {
  const byHost = new Map<string, PlacedVirtualService[]>();
  for (const [position, virtualService] of virtualServices.entries()) {
    for (const host of new Set(virtualService.hosts)) {
      const list = byHost.get(host);
      if (list === undefined) byHost.set(host, [{ virtualService, position }]);
      else list.push({ virtualService, position });
    }
  }
  return { byHost, wildHosts: [...byHost.keys()].filter(isWildcard) };
}

const resolvedRules = derived(ROUTE_KINDS, () => new WeakMap<VirtualService, readonly HttpRule[]>());

/** The HTTP rules of a VirtualService with its delegates filled in. */
export function httpRulesOf(catalog: Catalog, virtualService: VirtualService): readonly HttpRule[] {
  const table = resolvedRules(catalog);
  let rules = table.get(virtualService);
  if (rules === undefined) {
    rules = mergeDelegates(virtualService, (namespace, name) => findDelegate(catalog, virtualService, namespace, name));
    table.set(virtualService, rules);
  }
  return rules;
}

function findDelegate(catalog: Catalog, root: VirtualService, namespace: string, name: string): VirtualService | undefined {
  const object = findObject(catalog, KIND, namespace, name);
  if (object === undefined) return undefined;
  const delegate = read(catalog, object);
  return isDelegate(delegate) && visibilityOf(catalog, delegate, root.namespace) !== undefined ? delegate : undefined;
}
