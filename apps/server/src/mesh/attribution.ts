import { type HttpRule, routeName } from '@pidalio/istio';
import { type Peer, peerKey } from '@pidalio/topology';
import type { Vantage } from './governance.ts';
import { targetsOf } from './rule-targets.ts';
import type { World } from './world.ts';

/** What of a sample tells which rule took the request. */
export interface Trace {
  routeName: string;
  destination: Pick<Peer, 'namespace' | 'workload'>;
}

/** Which rule of one vantage a request took; null where the metrics cannot tell. */
export type RuleOf = (trace: Trace) => HttpRule | null;

/**
 * By Envoy's route name where there is one. Without it (no Telemetry object asks for the label, or the rule has no name) a request is the
 * rule's if it is the only candidate, or the only one that leads to the workload that answered (D5).
 */
export function attributionOf(world: World, { rules, clientNamespace }: Vantage, routeNamesSeen: boolean): RuleOf {
  const byName = new Map<string, HttpRule[]>();
  for (const rule of rules) for (const name of routeNamesOf(rule)) byName.set(name, [...(byName.get(name) ?? []), rule]);
  const nameless = routeNamesSeen ? (byName.get('') ?? []) : rules;
  const reach = new Map(rules.map((rule) => [rule, reachOf(world, rule, clientNamespace)]));

  return ({ routeName: seen, destination }) => {
    const candidates = seen === '' ? nameless : (byName.get(seen) ?? []);
    const [only] = candidates;
    if (only === undefined || candidates.length === 1) return only ?? null;
    const leading = candidates.filter((rule) => reach.get(rule)?.has(peerKey(destination)));
    return leading.length === 1 ? (leading[0] ?? null) : null;
  };
}

/** Envoy's names of a rule, one per match block. */
export function routeNamesOf(rule: HttpRule): string[] {
  if (rule.match.length === 0) return [rule.name];
  return [...new Set(rule.match.map((match) => routeName(rule, match)))];
}

function reachOf(world: World, rule: HttpRule, clientNamespace: string): Set<string> {
  const workloads = targetsOf(world, rule, clientNamespace).flatMap((target) => target.workloads);
  return new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
}
