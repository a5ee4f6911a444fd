import type { HttpMatch, HttpRule, RouteEntry, StaticMismatch } from '@pidalio/istio';
import type { Stop } from './decision.ts';
import { fieldName } from './field-name.ts';
import type { RequestFacts } from './request-facts.ts';
import { type Doubt, matchRequest } from './request-match.ts';

export interface Matched<Entry extends RouteEntry> {
  /** The first route that takes the request for certain. */
  entry: Entry | undefined;
  /** Those before it that take it or not by something unknown. */
  possible: readonly PossibleMatch<Entry>[];
}

export interface PossibleMatch<Entry extends RouteEntry> {
  entry: Entry;
  assumption: Stop;
  /** The stops up to and with this match. */
  stops: Stop[];
}

/** The first route that takes the request, and those that may before it; every refusal on the way becomes a stop. */
export function matchRoutes<Entry extends RouteEntry>(routes: readonly Entry[], facts: RequestFacts, stops: Stop[]): Matched<Entry> {
  const possible: PossibleMatch<Entry>[] = [];
  for (const entry of routes) {
    const { rule, match } = entry;
    const found = match === undefined ? undefined : matchRequest(match, facts);
    const path = match?.path ?? rule.path;
    const taken: Stop = { code: 'RT-MATCH', ref: rule.ref, path, values: { routeName: entry.name } };
    if (found !== undefined && 'code' in found) {
      const { code, field, expected, actual } = found;
      stops.push({ code, ref: rule.ref, path: `${path}.${fieldName(rule, field)}`, values: { expected, actual } });
      continue;
    }
    const doubt: Doubt | undefined = entry.mayExist ? { field: 'sourceLabels', unknown: 'labels' } : found;
    if (doubt === undefined) {
      stops.push(taken);
      return { entry, possible };
    }
    const assumption: Stop = {
      code: 'RT-MAY-MATCH',
      ref: rule.ref,
      path: `${path}.${fieldName(rule, doubt.field)}`,
      values: { field: doubt.unknown, routeName: entry.name },
    };
    possible.push({ entry, assumption, stops: [...stops, taken] });
    stops.push(assumption);
  }
  return { entry: undefined, possible };
}

/** Says why a rule or match block does not exist for the proxy at all. */
export function staticStop(rule: HttpRule, match: HttpMatch | undefined, why: StaticMismatch): Stop {
  const path = match?.path ?? rule.path;
  // The port of a Gateway API route stands in its parentRef.
  const field = why === 'unreachable' || rule.gatewayApi ? path : `${path}.${why}`;
  return { code: 'RT-STATIC', ref: rule.ref, path: field, values: { why } };
}
