import {
  buildRoutes,
  type GatewayHostEntry,
  type GatewayTarget,
  gatewayEntryFor,
  gatewayHosts,
  httpRulesOf,
  type ObjectRef,
  type RouteEntry,
} from '@pidalio/istio';
import { routingClaims } from './claims.ts';
import type { ClientHello } from './connection.ts';
import type { Alternative, Decision, RouteAction, RouteRequest, Stop } from './decision.ts';
import { connectionDestinations } from './gateway-connection.ts';
import { enterGateway } from './gateway-entrance.ts';
import { staticStop } from './match-routes.ts';
import type { Mesh } from './mesh.ts';
import { type RequestFacts, requestFacts } from './request-facts.ts';
import { decideByRoutes, type VirtualHostView, withAlternatives } from './route-course.ts';

/** A request entering a gateway pod: server by port (and SNI), virtual host by Host header, then the rules of all VirtualServices of that host. */
export function explainAtGateway(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller } = request;
  const facts = requestFacts(request, catalog.options, routingClaims(catalog, request));
  const stops: Stop[] = [];
  const entrance = enterGateway(mesh, { ...request, ...helloOf(request, facts.host) }, stops);
  if ('refused' in entrance) return { ...NO_ROUTE, action: { type: 'refused', status: 0, reason: entrance.refused }, stops };
  const { target } = entrance;
  if (target.type !== 'http') return passedOn(mesh, request, facts, target, stops);
  const { servers } = target;
  const hosts = gatewayHosts(catalog, caller.namespace, servers);
  if (request.unknown?.includes('host')) {
    const alternatives = [...hosts.domains.values()].map((entry) => possibleHost(mesh, request, facts, entry, stops));
    return withAlternatives(noHost(facts, [...stops, ...alternatives.map(({ assumption }) => assumption)]), alternatives);
  }
  const entry = gatewayEntryFor(hosts, facts.host);
  if (entry !== undefined) return answer(mesh, request, facts, entry, stops);
  const [server] = servers;
  // Without any host there is one virtual host that answers 404 to all (istio pilot core/gateway.go).
  const blackhole = hosts.domains.size === 0 && server !== undefined ? { virtualHost: `blackhole:${server.server.port}` } : {};
  return { ...noHost(facts, stops), ...blackhole };
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
  const { caller } = request;
  const { port } = entry;
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

const NO_ROUTE = { routeName: '', fault: {} } as const;

/** A request for https opens with a ClientHello for its host. */
function helloOf({ scheme, sni, clientCertificate }: RouteRequest, host: string): { tls?: ClientHello } {
  if (scheme !== 'https') return {};
  return { tls: { sni: sni ?? host, ...(clientCertificate === undefined ? {} : { certificate: clientCertificate }) } };
}

/** The bytes go on as they are, or freed of their TLS, but never read as HTTP. */
function passedOn(
  mesh: Mesh,
  request: RouteRequest,
  facts: RequestFacts,
  target: Exclude<GatewayTarget, { type: 'http' }>,
  stops: Stop[],
): Decision {
  const destinations = connectionDestinations(mesh, { caller: request.caller, ...helloOf(request, facts.host) }, target, stops);
  const headers = { requestSet: {}, requestAdd: {}, requestRemove: [] };
  const governor = target.type === 'rule' ? { governedBy: target.rule.ref } : {};
  const action: RouteAction = {
    type: 'forward',
    passedThrough: true,
    destinations: destinations.map((destination) => ({ ...destination, headers })),
    mirrors: [],
    retries: { attempts: 0, retryOn: [], retriableStatusCodes: [] },
    rewrittenPath: facts.target,
    rewrittenHost: facts.host,
  };
  return { ...NO_ROUTE, ...governor, action, stops };
}

type OwnedRoute = RouteEntry & { owner: ObjectRef };

/** Routes of all VirtualServices in age order; those that match everything go last, in the same order (istio route.go SortVHostRoutes). */
function mergedRoutes(mesh: Mesh, request: RouteRequest, host: GatewayHostEntry, stops: Stop[]): OwnedRoute[] {
  const { caller } = request;
  const routes = host.bound.flatMap(({ virtualService, gateway, port }) => {
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
