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
  type ObjectRef,
  type RouteEntry,
  serversFor,
  virtualServicesFor,
} from '@pidalio/istio';
import { routingClaims } from './claims.ts';
import type { Alternative, Decision, RouteRequest, Stop } from './decision.ts';
import { staticStop } from './match-routes.ts';
import type { Mesh } from './mesh.ts';
import { type RequestFacts, requestFacts } from './request-facts.ts';
import { decideByRoutes, type VirtualHostView, withAlternatives } from './route-course.ts';

/** A request entering a gateway pod: server by port (and SNI), virtual host by Host header, then the rules of all VirtualServices of that host. */
export function explainAtGateway(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller, port } = request;
  const facts = requestFacts(request, catalog.options, routingClaims(catalog, request));
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
  const hosts = gatewayHosts(catalog, caller.namespace, servers);
  if (request.unknown?.includes('host')) {
    const alternatives = [...hosts.domains.values()].map((entry) => possibleHost(mesh, request, facts, entry, stops));
    return withAlternatives(noHost(facts, [...stops, ...alternatives.map(({ assumption }) => assumption)]), alternatives);
  }
  const entry = gatewayEntryFor(hosts, facts.host);
  return entry === undefined ? noHost(facts, stops) : answer(mesh, request, facts, entry, stops);
}

function possibleHost(
  mesh: Mesh,
  request: RouteRequest,
  facts: RequestFacts,
  entry: GatewayHostEntry,
  stops: readonly Stop[],
): Alternative {
  const ref = entry.bound[0]?.virtualService.ref ?? entry.httpsRedirect?.gateway.ref;
  const { domain } = entry;
  const assumption: Stop = { code: 'RT-MAY-MATCH', ...(ref === undefined ? {} : { ref }), values: { field: 'host', host: domain } };
  return { assumption, decision: answer(mesh, request, { ...facts, host: domain, authority: domain }, entry, [...stops, assumption]) };
}

function answer(mesh: Mesh, request: RouteRequest, facts: RequestFacts, entry: GatewayHostEntry, stops: Stop[]): Decision {
  const { caller, port } = request;
  const virtualHost = `${entry.named}:${port}`;
  if (entry.httpsRedirect !== undefined && facts.scheme === 'http') {
    const { gateway, server } = entry.httpsRedirect;
    const location = `https://${facts.authority}${facts.target}`;
    stops.push({ code: 'GW-HTTPS-REDIRECT', ref: gateway.ref, path: `${server.path}.tls.httpsRedirect`, values: { host: facts.host } });
    return { virtualHost, routeName: '', fault: {}, action: { type: 'redirect', status: 301, location }, stops };
  }
  const context = { catalog: mesh.catalog, caller, facts, port };
  const view: VirtualHostView<OwnedRoute> = { context, virtualHost, ownerOf: ({ owner }) => owner };
  return decideByRoutes(view, mergedRoutes(mesh, request, entry, stops), stops);
}

function noHost(facts: RequestFacts, stops: Stop[]): Decision {
  stops.push({ code: 'GW-NO-HOST', values: { host: facts.host } });
  return { routeName: '', fault: {}, action: { type: 'no-route', status: 404 }, stops };
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

type OwnedRoute = RouteEntry & { owner: ObjectRef };

/** Routes of all VirtualServices in age order; those that match everything go last, in the same order (istio route.go SortVHostRoutes). */
function mergedRoutes(mesh: Mesh, request: RouteRequest, host: GatewayHostEntry, stops: Stop[]): OwnedRoute[] {
  const { caller, port } = request;
  const routes = host.bound.flatMap(({ virtualService, gateway }) => {
    stops.push({ code: 'VS-GOVERNS', ref: virtualService.ref, path: 'spec.hosts', values: { host: host.domain } });
    const otherLabels = request.unknown?.includes('labels') ?? false;
    const view = { gateway, port, namespace: caller.namespace, labels: caller.labels, otherLabels };
    const own = buildRoutes(httpRulesOf(mesh.catalog, virtualService), view, (rule, match, why) =>
      stops.push(staticStop(rule, match, why)),
    );
    return own.map((entry) => ({ ...entry, owner: virtualService.gatewayApi ? entry.rule.ref : virtualService.ref }));
  });
  return [...routes.filter((entry) => !entry.catchAll), ...routes.filter((entry) => entry.catchAll)];
}
