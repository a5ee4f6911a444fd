import { type HttpMatch, isCatchAll } from './http-match.ts';
import type { HttpRule } from './http-rule.ts';
import { selectsLabels } from './selectors.ts';

/** One Envoy route: a rule with one of its match blocks, or the rule alone if it has none. */
export interface RouteEntry {
  rule: HttpRule;
  match?: HttpMatch;
  name: string;
  catchAll: boolean;
  /** Its `sourceLabels` ask for labels of which nobody knows whether the caller has them. */
  mayExist?: true;
}

/** Where routes are built for; it decides which match blocks exist there at all. */
export interface RouteView {
  /** `mesh` or the gateway's `namespace/name`. */
  gateway: string;
  /** Port of the listener (sidecar) or of the Gateway's server. */
  port: number;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** The caller may have other labels beside `labels`. */
  otherLabels?: boolean;
}

/** Why a block or a rule gives no route for a proxy, before any request is looked at. */
export type StaticMismatch = 'port' | 'gateways' | 'sourceLabels' | 'sourceNamespace' | 'unreachable';

/**
 * The routes of a VirtualService for one proxy (istio pilot core/route/route.go BuildHTTPRoutesForVirtualService): a route that
 * matches everything ends the list.
 */
export function buildRoutes(
  rules: readonly HttpRule[],
  view: RouteView,
  onDropped?: (rule: HttpRule, match: HttpMatch | undefined, why: StaticMismatch) => void,
): RouteEntry[] {
  const routes: RouteEntry[] = [];
  let closed = false;
  for (const rule of rules) {
    if (closed) {
      onDropped?.(rule, undefined, 'unreachable');
      continue;
    }
    if (rule.match.length === 0) {
      routes.push({ rule, name: routeName(rule, undefined), catchAll: true });
      closed = true;
      continue;
    }
    for (const match of rule.match) {
      const why = closed ? 'unreachable' : staticMismatch(match, view);
      if (why === 'sourceLabels' && mayHaveLabels(match, view)) {
        routes.push({ rule, match, name: routeName(rule, match), catchAll: isCatchAll(match), mayExist: true });
        continue;
      }
      if (why !== undefined) {
        onDropped?.(rule, match, why);
        continue;
      }
      const catchAll = isCatchAll(match);
      routes.push({ rule, match, name: routeName(rule, match), catchAll });
      if (catchAll) closed = true;
    }
  }
  return routes;
}

/** Envoy's name of the route, which metrics carry as `route_name`: `http.name`, plus `.` and the name of the match block. */
export function routeName(rule: Pick<HttpRule, 'name'>, match: Pick<HttpMatch, 'name'> | undefined): string {
  return match === undefined || match.name === '' ? rule.name : `${rule.name}.${match.name}`;
}

/** Istio route.go sourceMatchHTTP: where a block names gateways, its source fields are ignored. */
export function staticMismatch(match: HttpMatch, view: RouteView): StaticMismatch | undefined {
  if (match.port !== undefined && match.port !== view.port) return 'port';
  if (match.gateways.length > 0) return match.gateways.includes(view.gateway) ? undefined : 'gateways';
  if (!selectsLabels(match.sourceLabels, view.labels)) return 'sourceLabels';
  if (match.sourceNamespace !== '' && match.sourceNamespace !== view.namespace) return 'sourceNamespace';
  return undefined;
}

/** Whether labels that nobody knows could make the block exist after all. */
function mayHaveLabels({ sourceLabels, sourceNamespace }: HttpMatch, view: RouteView): boolean {
  if (!view.otherLabels || (sourceNamespace !== '' && sourceNamespace !== view.namespace)) return false;
  for (const key in sourceLabels) if (key in view.labels && view.labels[key] !== sourceLabels[key]) return false;
  return true;
}
