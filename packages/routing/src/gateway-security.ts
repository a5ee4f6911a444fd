import { authorizationPoliciesFor, dialledListenerPort, jwtRulesFor } from '@pidalio/istio';
import type { Alternative, Decision, Destination, HeaderOperations, RouteRequest, Stop } from './decision.ts';
import { explainAtGateway } from './explain-at-gateway.ts';
import type { InboundUnknown } from './inbound.ts';
import { decideSecurity, type SecurityQuestion, type SecurityVerdict } from './inbound-security.ts';
import type { Mesh } from './mesh.ts';
import { originalClientIp } from './remote-ip.ts';
import { normalizePath, splitPath } from './request-path.ts';
import { withAlternatives } from './route-course.ts';

/**
 * A request at a gateway: its policies and token rules come before faults, redirects and routes, and an accepted token chooses the route
 * (istio's filter order; the JWT filter clears the route cache).
 */
export function explainSecuredGateway(mesh: Mesh, request: RouteRequest): Decision {
  const { catalog } = mesh;
  const { caller } = request;
  const isOpen = authorizationPoliciesFor(catalog, caller).length === 0 && jwtRulesFor(catalog, caller).length === 0;
  if (isOpen) return explainAtGateway(mesh, request);
  const { verdict, alternatives } = decideSecurity(catalog, questionOf(mesh, request));
  const decision = under(mesh, request, verdict);
  if (!passesFilters(decision)) return decision;
  const others = alternatives.map(({ assumption, verdict: other }): Alternative => ({ assumption, decision: under(mesh, request, other) }));
  return withAlternatives(decision, others);
}

/** What happens to connections that are refused, passed on unread, or whose request cannot be read, no HTTP filter decides. */
function passesFilters({ action, virtualHost }: Decision): boolean {
  if (action.type === 'refused' || action.type === 'passthrough' || action.type === 'blackhole') return false;
  if (action.type === 'forward') return !action.passedThrough;
  return action.type !== 'direct-response' || virtualHost !== undefined || action.refusal !== undefined;
}

function under(mesh: Mesh, request: RouteRequest, verdict: SecurityVerdict): Decision {
  const { outcome, authentication, stops } = verdict;
  const { accepted } = authentication;
  const { claims: _, ...withoutClaims } = request;
  const routed: RouteRequest = {
    ...withoutClaims,
    path: outcome === 'allowed' ? authentication.path : request.path,
    headers: outcome === 'allowed' ? changedHeaders(request.headers, verdict) : request.headers,
    ...(accepted === undefined ? {} : { claims: accepted.claims }),
  };
  const decision = explainAtGateway(mesh, routed);
  if (!passesFilters(decision)) return decision;
  if (outcome !== 'allowed') return refused(decision, verdict);
  return onward(decision, verdict, stops);
}

/** Who governs the route stays said: it is what the request would have met. */
function refused(decision: Decision, { status = 403, body = '', flags, details = '', responseHeaders, stops }: SecurityVerdict): Decision {
  const { alternatives: _, ...base } = decision;
  const headers = responseHeaders === undefined ? {} : { headers: responseHeaders };
  const refusal = { flags: flags.join(',') || '-', details };
  return {
    ...base,
    fault: {},
    action: { type: 'direct-response', status, body, ...headers, refusal },
    stops: [...decision.stops, ...stops],
  };
}

/** Before the rules of the route what the token filter added and took away. */
function onward(decision: Decision, verdict: SecurityVerdict, stops: readonly Stop[]): Decision {
  const { headersAdded, headersRemoved } = verdict.authentication;
  const { action, alternatives = [] } = decision;
  const told = { ...decision, stops: [...stops, ...decision.stops] };
  const isTouched = headersRemoved.length > 0 || Object.keys(headersAdded).length > 0;
  const changed = (destination: Destination): Destination => ({ ...destination, headers: joined(destination.headers, verdict) });
  const others = alternatives.map(({ assumption, decision: other }) => ({ assumption, decision: onward(other, verdict, stops) }));
  const withOthers = others.length === 0 ? told : { ...told, alternatives: others };
  if (action.type !== 'forward' || !isTouched) return withOthers;
  return { ...withOthers, action: { ...action, destinations: action.destinations.map(changed) } };
}

function joined(headers: HeaderOperations, { authentication }: SecurityVerdict): HeaderOperations {
  const kept = Object.entries(authentication.headersAdded).filter(([name]) => !headers.requestRemove.includes(name));
  return {
    ...headers,
    requestSet: { ...Object.fromEntries(kept), ...headers.requestSet },
    requestRemove: [...authentication.headersRemoved, ...headers.requestRemove],
  };
}

function changedHeaders(headers: RouteRequest['headers'], { authentication }: SecurityVerdict): RouteRequest['headers'] {
  const { headersAdded, headersRemoved } = authentication;
  if (headersRemoved.length === 0 && Object.keys(headersAdded).length === 0) return headers;
  const kept = Object.entries(headers).filter(([name]) => !headersRemoved.includes(name));
  return { ...Object.fromEntries(kept), ...headersAdded };
}

function questionOf({ catalog }: Mesh, request: RouteRequest): SecurityQuestion {
  const { options } = catalog;
  const { caller, headers, method, peer = {}, scheme = 'http', sni } = request;
  const target = normalizePath(request.path, options.pathNormalization);
  const trustedProxies = options.numTrustedProxies ?? 0;
  return {
    workload: caller,
    facts: {
      options,
      isTcp: false,
      authority: request.authority ?? request.host,
      method,
      path: splitPath(target).path,
      headers,
      principal: peer.principal,
      peerIp: peer.ip,
      remoteIp: originalClientIp({ headers, peerIp: peer.ip, isGateway: true, trustedProxies }),
      sni: sni ?? (scheme === 'https' ? request.host : ''),
      port: request.listenerPort ?? dialledListenerPort(catalog, caller, request.port),
      address: caller.ip,
      unknown: new Set<InboundUnknown>(request.unknown),
    },
    tokens: {
      path: target,
      headers,
      ...(request.tokens === undefined ? {} : { tokens: request.tokens }),
      ...(request.claims === undefined ? {} : { claims: request.claims }),
    },
    ...(request.externalAnswer === undefined ? {} : { externalAnswer: request.externalAnswer }),
    scheme,
  };
}
