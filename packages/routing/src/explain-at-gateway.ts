import {
  buildRoutes,
  type Catalog,
  fieldsOf,
  type Gateway,
  type GatewayHostEntry,
  type GatewayServer,
  gatewayEntryFor,
  gatewayHosts,
  gatewaysFor,
  httpRulesOf,
  listOf,
  type RouteEntry,
  serversFor,
  virtualServicesFor,
} from '@pidalio/istio';
import type { Decision, RouteRequest, Stop } from './decision.ts';
import { matchRoutes, staticStop } from './match-routes.ts';
import type { Mesh } from './mesh.ts';
import { requestFacts } from './request-facts.ts';
import { ruleAction, ruleFault } from './rule-action.ts';

/** A request entering a gateway pod: server by port (and SNI), virtual host by Host header, then the rules of all VirtualServices of that host. */
export function explainAtGateway(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller, port } = request;
  const facts = requestFacts(request, catalog.options);
  const stops: Stop[] = [];
  const encrypted = request.scheme === 'https';
  const sni = request.sni ?? (encrypted ? facts.host : undefined);
  const found = serversFor(catalog, caller, port, sni);
  // A TLS listener takes no plain request, and a plain one no TLS.
  const servers = found.filter(({ server }) => isEncrypted(server) === encrypted);
  if (servers.length === 0) {
    const listens = gatewaysFor(catalog, caller).some((gateway) => hasListener(catalog, caller.namespace, gateway, port));
    stops.push(
      listens ? { code: 'GW-NO-SNI', values: { port, sni: encrypted ? (sni ?? null) : null } } : { code: 'GW-NO-SERVER', values: { port } },
    );
    return { routeName: '', fault: {}, action: { type: 'refused', status: 0 }, stops };
  }
  for (const { gateway, server } of servers) {
    stops.push({ code: 'GW-SERVER', ref: gateway.ref, path: server.path, values: { port, protocol: server.protocol } });
  }
  const entry = gatewayEntryFor(gatewayHosts(catalog, caller.namespace, servers), facts.host);
  if (entry === undefined) {
    stops.push({ code: 'GW-NO-HOST', values: { host: facts.host } });
    return noRoute(stops);
  }
  const virtualHost = `${entry.named}:${port}`;
  if (entry.httpsRedirect !== undefined && facts.scheme === 'http') {
    const { gateway, server } = entry.httpsRedirect;
    const location = `https://${facts.authority}${facts.target}`;
    stops.push({ code: 'GW-HTTPS-REDIRECT', ref: gateway.ref, path: `${server.path}.tls.httpsRedirect`, values: { host: facts.host } });
    return { virtualHost, routeName: '', fault: {}, action: { type: 'redirect', status: 301, location }, stops };
  }
  const routes = mergedRoutes(mesh, request, entry, stops);
  const matched = matchRoutes(routes, facts, stops);
  if (matched === undefined) {
    stops.push({ code: 'RT-NONE', values: { host: facts.host } });
    return { ...noRoute(stops), virtualHost };
  }
  const { virtualServiceRef, entry: route } = owned(routes, matched);
  const fault = ruleFault(route.rule, stops);
  const action = ruleAction({ catalog, caller, facts, port }, route, stops);
  return { virtualHost, governedBy: virtualServiceRef, ruleIndex: route.rule.index, routeName: route.name, fault, action, stops };
}

function isEncrypted({ protocol }: GatewayServer): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

/** A server that passes TLS through has a listener only while a rule for TLS is bound to it. */
function hasListener(catalog: Catalog, namespace: string, gateway: Gateway, port: number): boolean {
  return gateway.servers.some((server) => {
    if (server.port !== port) return false;
    if (!server.tls?.mode.endsWith('PASSTHROUGH')) return true;
    return virtualServicesFor(catalog, gateway.id, namespace).some(({ object }) => listOf(fieldsOf(object.spec).tls).length > 0);
  });
}

type OwnedRoute = RouteEntry & { owner: Decision['governedBy'] };

/** Routes of all VirtualServices in age order; those that match everything go last, in the same order (istio route.go SortVHostRoutes). */
function mergedRoutes(mesh: Mesh, request: RouteRequest, host: GatewayHostEntry, stops: Stop[]): OwnedRoute[] {
  const { caller, port } = request;
  const routes = host.bound.flatMap(({ virtualService, gateway }) => {
    stops.push({ code: 'VS-GOVERNS', ref: virtualService.ref, path: 'spec.hosts', values: { host: host.domain } });
    const view = { gateway, port, namespace: caller.namespace, labels: caller.labels };
    const own = buildRoutes(httpRulesOf(mesh.catalog, virtualService), view, (rule, match, why) =>
      stops.push(staticStop(rule, match, why)),
    );
    return own.map((entry) => ({ ...entry, owner: virtualService.gatewayApi ? entry.rule.ref : virtualService.ref }));
  });
  return [...routes.filter((entry) => !entry.catchAll), ...routes.filter((entry) => entry.catchAll)];
}

function owned(
  routes: readonly OwnedRoute[],
  matched: RouteEntry,
): { virtualServiceRef: NonNullable<Decision['governedBy']>; entry: RouteEntry } {
  const found = routes.find((entry) => entry === matched);
  return { virtualServiceRef: found?.owner ?? matched.rule.ref, entry: matched };
}

function noRoute(stops: Stop[]): Decision {
  return { routeName: '', fault: {}, action: { type: 'no-route', status: 404 }, stops };
}
