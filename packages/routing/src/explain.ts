import type { Decision, RouteRequest } from './decision.ts';
import { explainAtGateway } from './explain-at-gateway.ts';
import { explainAtSidecar } from './explain-at-sidecar.ts';
import { explainWithoutProxy } from './explain-without-proxy.ts';
import type { Mesh } from './mesh.ts';

/** What Istio does with one request at the caller's side, and why. Never throws on what resources say. */
export function explain(mesh: Mesh, request: RouteRequest): Decision {
  switch (request.caller.proxy) {
    case 'none':
      return explainWithoutProxy(mesh, request);
    case 'gateway':
      return explainAtGateway(mesh, request);
    case 'sidecar':
      return explainAtSidecar(mesh, request);
  }
}
