import { buildRoutes, claimsFor, type HostClaim, httpRulesOf, MESH_GATEWAY, outboundHosts, type RouteEntry } from '@pidalio/istio';
import { serviceCluster } from './cluster.ts';
import type { Decision, RouteAction, RouteRequest, Stop } from './decision.ts';
import { matchRoutes, staticStop } from './match-routes.ts';
import type { Mesh } from './mesh.ts';
import { type RequestFacts, requestFacts } from './request-facts.ts';
import { retryPolicy } from './retry-policy.ts';
import { ruleAction, ruleFault } from './rule-action.ts';

/** A request leaving through a sidecar: virtual host by Host header, then the one VirtualService that owns it, then its first matching rule. */
export function explainAtSidecar(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller, port } = request;
  const facts = requestFacts(request, catalog.options);
  const hosts = outboundHosts(catalog, caller, port);
  const stops: Stop[] = hosts.sidecar === undefined ? [] : [{ code: 'SC-SCOPE', ref: hosts.sidecar.ref }];
  const policy = hosts.sidecar?.outboundTrafficPolicy ?? catalog.options.outboundTrafficPolicy;
  if (!hosts.hasListener) return noListener(policy, port, stops);
  const claims = claimsFor(hosts, facts.host);
  const owner = findOwner(mesh, request, claims, stops);
  if (owner === undefined) return unknownHost(policy, request, stops);
  const { claim, routes } = owner;
  const base = { virtualHost: `${claim.hostname}:${port}` };
  if (claim.virtualService === undefined) return { ...base, ...defaultRoute(mesh, request, facts, claim, stops) };
  noteShadowed(claims, claim, stops);
  const governedBy = claim.virtualService.ref;
  const entry = matchRoutes(routes, facts, stops);
  if (entry === undefined) {
    stops.push({ code: 'RT-NONE', ref: governedBy, path: 'spec.http', values: { host: facts.host } });
    return { ...base, governedBy, routeName: '', fault: {}, action: { type: 'no-route', status: 404 }, stops };
  }
  const fault = ruleFault(entry.rule, stops);
  const action = ruleAction({ catalog, caller, facts, port }, entry, stops);
  return {
    ...base,
    governedBy: claim.virtualService.gatewayApi ? entry.rule.ref : governedBy,
    ruleIndex: entry.rule.index,
    routeName: entry.name,
    fault,
    action,
    stops,
  };
}

/** The first claim that gives this proxy any route; VirtualServices never merge at a sidecar. */
function findOwner(
  mesh: Mesh,
  request: RouteRequest,
  claims: readonly HostClaim[],
  stops: Stop[],
): { claim: HostClaim; routes: RouteEntry[] } | undefined {
  const { caller, port } = request;
  for (const claim of claims) {
    const { virtualService, hostname } = claim;
    if (virtualService === undefined) return { claim, routes: [] };
    const dropped: Stop[] = [];
    const view = { gateway: MESH_GATEWAY, port, namespace: caller.namespace, labels: caller.labels };
    const routes = buildRoutes(httpRulesOf(mesh.catalog, virtualService), view, (rule, match, why) =>
      dropped.push(staticStop(rule, match, why)),
    );
    if (routes.length > 0) {
      stops.push({ code: 'VH-MATCH', values: { host: request.host, virtualHost: hostname } });
      stops.push({ code: 'VS-GOVERNS', ref: virtualService.ref, path: 'spec.hosts', values: { host: hostname } }, ...dropped);
      return { claim, routes };
    }
    stops.push(...dropped, { code: 'VS-NO-ROUTES', ref: virtualService.ref, path: 'spec.http', values: { host: hostname } });
  }
  return undefined;
}

function noteShadowed(claims: readonly HostClaim[], owner: HostClaim, stops: Stop[]): void {
  for (const { virtualService, hostname } of claims.slice(claims.indexOf(owner) + 1)) {
    if (virtualService === undefined || virtualService === owner.virtualService) continue;
    stops.push({ code: 'VS-SHADOWED', ref: virtualService.ref, path: 'spec.hosts', values: { host: hostname } });
  }
}

function defaultRoute(mesh: Mesh, request: RouteRequest, facts: RequestFacts, claim: HostClaim, stops: Stop[]): Decision {
  const { service } = claim;
  if (service === undefined) return unknownHost('ALLOW_ANY', request, stops);
  stops.push({ code: 'VH-MATCH', values: { host: request.host, virtualHost: claim.hostname } });
  stops.push({ code: 'RT-DEFAULT', ref: service.ref, values: { host: claim.hostname } });
  const { cluster, stops: clusterStops } = serviceCluster(mesh.catalog, request.caller, service, request.port);
  stops.push(...clusterStops);
  const headers = { requestSet: {}, requestAdd: {}, requestRemove: [] };
  const action: RouteAction = {
    type: 'forward',
    destinations: [{ probability: 1, cluster, path: '', headers }],
    mirrors: [],
    retries: retryPolicy(undefined, mesh.catalog.options.defaultHttpRetryPolicy),
    rewrittenPath: facts.target,
    rewrittenHost: facts.host,
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
