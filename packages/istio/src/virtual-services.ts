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
  const add = (gateway: string, virtualService: VirtualService): void => {
    const list = table.get(gateway);
    if (list === undefined) table.set(gateway, [virtualService]);
    else list.push(virtualService);
  };
  for (const virtualService of inOrder([...apiVirtualServices(catalog)], allVirtualServices(catalog))) {
    if (isDelegate(virtualService)) continue;
    const { gateways } = virtualService;
    for (const gateway of gateways.length < 2 ? gateways : new Set(gateways)) add(gateway, virtualService);
  }
  return table;
});

/** Few that are made of routes among many that are sorted already. */
function inOrder(made: VirtualService[], sorted: readonly VirtualService[]): readonly VirtualService[] {
  if (made.length === 0) return sorted;
  const rest = made.sort(compareObjects);
  const all: VirtualService[] = [];
  let next = 0;
  for (const virtualService of sorted) {
    for (let first = rest[next]; first !== undefined && compareObjects(first, virtualService) <= 0; first = rest[next]) {
      all.push(first);
      next++;
    }
    all.push(virtualService);
  }
  return [...all, ...rest.slice(next)];
}

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
  const classes: VirtualService[][] = Array.from({ length: CLASSES }, () => []);
  for (const virtualService of byGateway(catalog).get(gateway) ?? []) {
    const rank = classOf(catalog, virtualService, proxyNamespace);
    if (rank !== undefined) classes[rank]?.push(virtualService);
  }
  const list = classes.flat();
  tables.set(key, list);
  return list;
}

const CLASSES = 6;

/** What goes before age, from 0; undefined for what the namespace does not see. */
function classOf(catalog: Catalog, virtualService: VirtualService, proxyNamespace: string): number | undefined {
  const visibility = visibilityOf(catalog, virtualService, proxyNamespace);
  if (visibility === undefined) return undefined;
  return RANK[visibility] * 2 + (virtualService.gatewayApi && virtualService.namespace === proxyNamespace ? 0 : 1);
}

function visibilityOf(catalog: Catalog, virtualService: VirtualService, namespace: string): Visibility | undefined {
  return visibilityFrom(namespace, virtualService.namespace, virtualService.exportTo, catalog.options.defaultVirtualServiceExportTo);
}

/** A VirtualService with its place in the order that decides who owns a host. */
export interface PlacedVirtualService {
  virtualService: VirtualService;
  position: number;
}

/** The VirtualServices of the mesh by their hosts, as sidecars of one namespace see them. */
export interface HostIndex {
  at(host: string): readonly PlacedVirtualService[];
  hosts(): Iterable<string>;
  /** Hosts that are wildcards, whoever sees them. */
  wildHosts: readonly string[];
}

const meshHosts = derived(ROUTE_KINDS, (catalog) => {
  const virtualServices = byGateway(catalog).get(MESH_GATEWAY) ?? [];
  const byHost = new Map<string, PlacedVirtualService[]>();
  for (const [position, virtualService] of virtualServices.entries()) {
    const { hosts } = virtualService;
    for (const host of hosts.length < 2 ? hosts : new Set(hosts)) {
      const list = byHost.get(host);
      if (list === undefined) byHost.set(host, [{ virtualService, position }]);
      else list.push({ virtualService, position });
    }
  }
  return { byHost, wildHosts: [...byHost.keys()].filter(isWildcard), count: virtualServices.length };
});

/** One table for all namespaces: of one host there are few VirtualServices to look at. */
export function meshHostIndex(catalog: Catalog, proxyNamespace: string): HostIndex {
  const { byHost, wildHosts, count } = meshHosts(catalog);
  const at = (host: string): readonly PlacedVirtualService[] => {
    const placed = (byHost.get(host) ?? []).flatMap(({ virtualService, position }) => {
      const rank = classOf(catalog, virtualService, proxyNamespace);
      return rank === undefined ? [] : [{ virtualService, position: rank * count + position }];
    });
    return placed.length < 2 ? placed : placed.sort((a, b) => a.position - b.position);
  };
  return { at, hosts: () => byHost.keys(), wildHosts };
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
