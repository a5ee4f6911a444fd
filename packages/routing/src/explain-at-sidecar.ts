import {
  buildRoutes,
  claimsFor,
  type HostClaim,
  httpRulesOf,
  MESH_GATEWAY,
  type OutboundHosts,
  outboundHosts,
  type RouteEntry,
} from '@pidalio/istio';
import { serviceCluster } from './cluster.ts';
import type { Alternative, Decision, RouteAction, RouteRequest, Stop } from './decision.ts';
import { matchRoutes, staticStop } from './match-routes.ts';
import type { Mesh } from './mesh.ts';
import { proxyHeaders } from './proxy-headers.ts';
import { type RequestFacts, requestFacts } from './request-facts.ts';
import { retryPolicy } from './retry-policy.ts';
import { decideByRoutes, possibleCourses, takeRoute, type VirtualHostView, withAlternatives } from './route-course.ts';

/** A request leaving through a sidecar: virtual host by Host header, then the one VirtualService that owns it, then its first matching rule. */
export function explainAtSidecar(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller, port } = request;
  const hosts = outboundHosts(catalog, caller, port);
  const stops: Stop[] = hosts.sidecar === undefined ? [] : [{ code: 'SC-SCOPE', ref: hosts.sidecar.ref }];
  const policy = hosts.sidecar?.outboundTrafficPolicy ?? catalog.options.outboundTrafficPolicy;
  if (!hosts.hasListener) return noListener(policy, port, stops);
  const facts = requestFacts(request, catalog.options);
  const view = { mesh, request, facts, policy };
  if (!request.unknown?.includes('host')) return answer(view, claimsFor(hosts, facts.host), stops);
  const alternatives = possibleHosts(view, hosts, stops);
  return withAlternatives(unknownHost(policy, request, [...stops, ...alternatives.map(({ assumption }) => assumption)]), alternatives);
}

interface SidecarView {
  mesh: Mesh;
  request: RouteRequest;
  facts: RequestFacts;
  /** outboundTrafficPolicy. */
  policy: string;
}

/** With an unknown host every claimed one may be meant. */
function possibleHosts(view: SidecarView, hosts: OutboundHosts, stops: readonly Stop[]): Alternative[] {
  return hosts.claimedHosts().map((host) => {
    const claims = hosts.claimsOf(host);
    const ref = claims[0]?.virtualService?.ref ?? claims[0]?.service?.ref;
    const assumption: Stop = { code: 'RT-MAY-MATCH', ...(ref === undefined ? {} : { ref }), values: { field: 'host', host } };
    return { assumption, decision: answer({ ...view, facts: { ...view.facts, host } }, claims, [...stops, assumption]) };
  });
}

/** The first claim that gives this proxy any route decides; VirtualServices never merge at a sidecar. */
function answer(view: SidecarView, claims: readonly HostClaim[], stops: Stop[]): Decision {
  const { mesh, request, facts } = view;
  const { caller, port } = request;
  const alternatives: Alternative[] = [];
  for (const claim of claims) {
    const { virtualService, hostname } = claim;
    const virtualHost = `${hostname}:${port}`;
    if (virtualService === undefined) return withAlternatives({ virtualHost, ...defaultRoute(view, claim, stops) }, alternatives);
    const dropped: Stop[] = [];
    const otherLabels = request.unknown?.includes('labels') ?? false;
    const routes = buildRoutes(
      httpRulesOf(mesh.catalog, virtualService),
      { gateway: MESH_GATEWAY, port, namespace: caller.namespace, labels: caller.labels, otherLabels },
      (rule, match, why) => dropped.push(staticStop(rule, match, why)),
    );
    if (routes.length === 0) {
      stops.push(...dropped, { code: 'VS-NO-ROUTES', ref: virtualService.ref, path: 'spec.http', values: { host: hostname } });
      continue;
    }
    const owning = [...ownerStops(facts.host, virtualService, hostname), ...dropped, ...shadowedStops(claims, claim)];
    const host: VirtualHostView<RouteEntry> = {
      context: { catalog: mesh.catalog, caller, facts, port },
      virtualHost,
      owner: virtualService.ref,
      ownerOf: ({ rule }) => (virtualService.gatewayApi ? rule.ref : virtualService.ref),
    };
    if (routes.some((entry) => !entry.mayExist)) {
      stops.push(...owning);
      return withAlternatives(decideByRoutes(host, routes, stops), alternatives);
    }
    alternatives.push(...possibleOwner(host, routes, [...stops, ...owning]));
    stops.push(...dropped, { code: 'VS-NO-ROUTES', ref: virtualService.ref, path: 'spec.http', values: { host: hostname } });
  }
  return withAlternatives(unknownHost(view.policy, request, stops), alternatives);
}

/** A VirtualService whose every route hangs on unknown labels: it owns the host if one exists, even where none then matches. */
function possibleOwner(host: VirtualHostView<RouteEntry>, routes: readonly RouteEntry[], stops: Stop[]): Alternative[] {
  const matched = matchRoutes(routes, host.context.facts, stops);
  const courses = possibleCourses(host, matched);
  if (matched.possible.length === routes.length) return courses;
  const assumption: Stop = {
    code: 'RT-MAY-MATCH',
    ...(host.owner === undefined ? {} : { ref: host.owner }),
    path: 'spec.http',
    values: { field: 'labels' },
  };
  return [...courses, { assumption, decision: takeRoute(host, undefined, [...stops, assumption]) }];
}

function ownerStops(host: string, virtualService: NonNullable<HostClaim['virtualService']>, hostname: string): Stop[] {
  return [
    { code: 'VH-MATCH', values: { host, virtualHost: hostname } },
    { code: 'VS-GOVERNS', ref: virtualService.ref, path: 'spec.hosts', values: { host: hostname } },
  ];
}

function shadowedStops(claims: readonly HostClaim[], owner: HostClaim): Stop[] {
  return claims
    .slice(claims.indexOf(owner) + 1)
    .flatMap(({ virtualService, hostname }) =>
      virtualService === undefined || virtualService === owner.virtualService
        ? []
        : [{ code: 'VS-SHADOWED', ref: virtualService.ref, path: 'spec.hosts', values: { host: hostname } }],
    );
}

function defaultRoute({ mesh, request, facts }: SidecarView, claim: HostClaim, stops: Stop[]): Decision {
  const { service } = claim;
  if (service === undefined) return unknownHost('ALLOW_ANY', request, stops);
  stops.push({ code: 'VH-MATCH', values: { host: facts.host, virtualHost: claim.hostname } });
  stops.push({ code: 'RT-DEFAULT', ref: service.ref, values: { host: claim.hostname } });
  const { stops: clusterStops, ...known } = serviceCluster(mesh.catalog, request.caller, service, request.port);
  stops.push(...clusterStops);
  const headers = { requestSet: {}, requestAdd: {}, requestRemove: [] };
  const destinations = [{ probability: 1, ...known, path: '', headers }];
  const answerHeaders = proxyHeaders(undefined, destinations, facts);
  const action: RouteAction = {
    type: 'forward',
    destinations,
    mirrors: [],
    retries: retryPolicy(undefined, mesh.catalog.options.defaultHttpRetryPolicy),
    rewrittenPath: facts.target,
    rewrittenHost: facts.host,
    ...(answerHeaders === undefined ? {} : { answerHeaders }),
  };
  return { routeName: 'default', fault: {}, action, stops };
}

/** No service speaks HTTP on the port: the bytes go where they were sent, or nowhere. */
function noListener(policy: string, port: number, stops: Stop[]): Decision {
  stops.push({ code: 'LS-NONE', values: { port, policy } });
  const action: RouteAction = policy === 'ALLOW_ANY' ? { type: 'passthrough' } : { type: 'blackhole', status: 502 };
  return { routeName: '', fault: {}, action, stops };
}

function unknownHost(policy: string, request: RouteRequest, stops: Stop[]): Decision {
  const open = policy === 'ALLOW_ANY';
  stops.push({ code: 'VH-UNKNOWN', values: { host: request.host, port: request.port, policy } });
  return {
    virtualHost: open ? 'allow_any' : 'block_all',
    routeName: open ? 'allow_any' : 'block_all',
    fault: {},
    action: open ? { type: 'passthrough' } : { type: 'blackhole', status: 502 },
    stops,
  };
}
