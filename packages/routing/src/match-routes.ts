import type { HttpMatch, HttpRule, RouteEntry, StaticMismatch } from '@pidalio/istio';
import type { Stop } from './decision.ts';
import { fieldName } from './field-name.ts';
import type { RequestFacts } from './request-facts.ts';
import { matchRequest } from './request-match.ts';

/** The first route that takes the request; every refusal on the way becomes a stop. */
export function matchRoutes(routes: readonly RouteEntry[], facts: RequestFacts, stops: Stop[]): RouteEntry | undefined {
  for (const entry of routes) {
    const { rule, match } = entry;
    const mismatch = match === undefined ? undefined : matchRequest(match, facts);
    const path = match?.path ?? rule.path;
    if (mismatch === undefined) {
      stops.push({ code: 'RT-MATCH', ref: rule.ref, path, values: { routeName: entry.name } });
      return entry;
    }
    const { code, field, expected, actual } = mismatch;
    stops.push({ code, ref: rule.ref, path: `${path}.${fieldName(rule, field)}`, values: { expected, actual } });
  }
  return undefined;
}

/** Says why a rule or match block does not exist for the proxy at all. */
export function staticStop(rule: HttpRule, match: HttpMatch | undefined, why: StaticMismatch): Stop {
  const path = match?.path ?? rule.path;
  // The port of a Gateway API route stands in its parentRef.
  const field = why === 'unreachable' || rule.gatewayApi ? path : `${path}.${why}`;
  return { code: 'RT-STATIC', ref: rule.ref, path: field, values: { why } };
}
