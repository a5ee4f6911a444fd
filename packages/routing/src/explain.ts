import type { Alternative, Decision, RouteRequest, Stop } from './decision.ts';
import { explainAtSidecar } from './explain-at-sidecar.ts';
import { explainWithoutProxy } from './explain-without-proxy.ts';
import { explainSecuredGateway } from './gateway-security.ts';
import type { Mesh } from './mesh.ts';
import { possibleLabels } from './possible-labels.ts';
import { withAlternatives } from './route-course.ts';
import { unreadable } from './unreadable-request.ts';

/** What Istio does with one request at the caller's side, and why. Never throws on what resources say. */
export function explain(mesh: Mesh, request: RouteRequest): Decision {
  const decision = unreadable(request) ?? explainAsKnown(mesh, request);
  return request.unknown?.includes('labels') ? withAlternatives(decision, coursesByLabels(mesh, request, decision)) : decision;
}

function explainAsKnown(mesh: Mesh, request: RouteRequest): Decision {
  switch (request.caller.proxy) {
    case 'none':
      return explainWithoutProxy(mesh, request);
    case 'gateway':
      return explainSecuredGateway(mesh, request);
    case 'sidecar':
      return explainAtSidecar(mesh, request);
  }
}

/** What changes if an object that selects proxies by label selects the caller's; one such object at a time. */
function coursesByLabels(mesh: Mesh, request: RouteRequest, without: Decision): Alternative[] {
  const { caller } = request;
  return possibleLabels(mesh.catalog, caller).flatMap(({ ref, path, labels }) => {
    const decision = explainAsKnown(mesh, { ...request, caller: { ...caller, labels: { ...caller.labels, ...labels } } });
    if (courseOf(decision) === courseOf(without)) return [];
    const assumption: Stop = { code: 'RT-MAY-MATCH', ref, path, values: { field: 'labels' } };
    return [{ assumption, decision: { ...decision, stops: [assumption, ...decision.stops] } }];
  });
}

/** Everything a decision says but the way to it. */
function courseOf(decision: Decision): string {
  return JSON.stringify(decision, (key, value: unknown) => (key === 'stops' ? undefined : value));
}
