import type { RouteEntry } from '@pidalio/istio';
import { possiblePreflight } from './cors.ts';
import type { Alternative, Decision, Stop } from './decision.ts';
import { type Matched, matchRoutes } from './match-routes.ts';
import { type ActionContext, ruleAction, ruleFault, stopAt } from './rule-action.ts';

/** What one virtual host does with a request, whichever of its routes takes it. */
export interface VirtualHostView<Entry extends RouteEntry> {
  context: ActionContext;
  virtualHost: string;
  /** The object that stands for the virtual host when no route takes the request; a sidecar has one, a gateway may have several. */
  owner?: NonNullable<Decision['governedBy']>;
  /** The object that governs where this route is taken. */
  ownerOf(entry: Entry): NonNullable<Decision['governedBy']>;
}

/** The decision of a virtual host with its alternatives: one for each route that may match, and 404 where none does. */
export function decideByRoutes<Entry extends RouteEntry>(view: VirtualHostView<Entry>, routes: readonly Entry[], stops: Stop[]): Decision {
  const matched = matchRoutes(routes, view.context.facts, stops);
  return withAlternatives(takeRoute(view, matched.entry, stops), possibleCourses(view, matched));
}

/** What happens if one of the routes that may match does, in order. */
export function possibleCourses<Entry extends RouteEntry>(view: VirtualHostView<Entry>, { possible }: Matched<Entry>): Alternative[] {
  return possible.map(({ entry, assumption, stops }) => ({ assumption, decision: takeRoute(view, entry, stops) }));
}

/** Puts alternatives before those that a decision has already. */
export function withAlternatives(decision: Decision, alternatives: readonly Alternative[]): Decision {
  const all = [...alternatives, ...(decision.alternatives ?? [])];
  return all.length === 0 ? decision : { ...decision, alternatives: all };
}

export function takeRoute<Entry extends RouteEntry>(view: VirtualHostView<Entry>, entry: Entry | undefined, stops: Stop[]): Decision {
  const { context, virtualHost, owner } = view;
  if (entry === undefined) {
    const { host } = context.facts;
    stops.push(
      owner === undefined ? { code: 'RT-NONE', values: { host } } : { code: 'RT-NONE', ref: owner, path: 'spec.http', values: { host } },
    );
    const governed = owner === undefined ? {} : { governedBy: owner };
    return { virtualHost, ...governed, routeName: '', fault: {}, action: { type: 'no-route', status: 404 }, stops };
  }
  const before = [...stops];
  const fault = ruleFault(entry.rule, stops);
  const base = { virtualHost, governedBy: view.ownerOf(entry), ruleIndex: entry.rule.index, routeName: entry.name, fault };
  const decision: Decision = { ...base, action: ruleAction(context, entry, stops), stops };
  const preflight = possiblePreflight(entry.rule, context.facts);
  if (preflight === undefined) return decision;
  const assumption = stopAt(entry.rule, 'RT-MAY-MATCH', 'corsPolicy', { field: preflight.unknown, routeName: entry.name });
  const answered: Decision = { ...base, action: preflight.action, stops: [...before, assumption] };
  return { ...decision, alternatives: [{ assumption, decision: answered }] };
}
