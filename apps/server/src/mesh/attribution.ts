import { type HttpRule, routeName } from '@pidalio/istio';
import { type Peer, peerKey, type RequestSample, rateOf } from '@pidalio/topology';
import type { Vantage } from './governance.ts';
import { targetsOf } from './rule-targets.ts';
import type { World } from './world.ts';

/** What of a sample tells which rule took the request. */
export interface Trace {
  routeName: string;
  /** Envoy's response flags; histograms carry none. */
  flags?: string;
  destination: Pick<Peer, 'namespace' | 'workload'>;
}

/** Which rule of one vantage a request took. */
export interface Attribution {
  /** null where the metrics cannot tell, and where no rule took it. */
  ruleOf: (trace: Trace) => HttpRule | null;
  /** Whether the rule is one of several that may have taken it. */
  mayHide: (rule: HttpRule, trace: Trace) => boolean;
}

/**
 * By Envoy's route name where there is one. Without it (no Telemetry object asks for the label, or the rule has no name) a request is the
 * rule's if it is the only candidate: the only one that injects the fault that the request suffered, or that leads to the workload that
 * answered (D5).
 */
export function attributionOf(world: World, { rules, clientNamespace }: Vantage, routeNamesSeen: boolean): Attribution {
  const byName = new Map<string, HttpRule[]>();
  for (const rule of rules) for (const name of routeNamesOf(rule)) byName.set(name, [...(byName.get(name) ?? []), rule]);
  const nameless = routeNamesSeen ? (byName.get('') ?? []) : rules;
  const reach = new Map(rules.map((rule) => [rule, reachOf(world, rule, clientNamespace)]));

  const candidatesOf = ({ routeName: seen, destination, flags = '-' }: Trace): readonly HttpRule[] => {
    const named = seen === '' ? nameless : (byName.get(seen) ?? []);
    const harming = narrow(named, (rule) => injects(rule, flags));
    return narrow(harming, (rule) => reach.get(rule)?.has(peerKey(destination)) === true);
  };
  return {
    ruleOf: (trace) => {
      const candidates = candidatesOf(trace);
      return candidates.length === 1 ? (candidates[0] ?? null) : null;
    },
    mayHide: (rule, trace) => {
      const candidates = candidatesOf(trace);
      return candidates.length > 1 && candidates.includes(rule);
    },
  };
}

/** Keeps those that fit, or all where none does: then the sign is older than the rules. */
function narrow(rules: readonly HttpRule[], fits: (rule: HttpRule) => boolean): readonly HttpRule[] {
  if (rules.length < 2) return rules;
  const fitting = rules.filter(fits);
  return fitting.length > 0 ? fitting : rules;
}

/** Envoy's fault filter flags the requests it delays with DI, those it aborts with FI. */
export const faultFlags = { delay: 'DI', abort: 'FI' } as const;

export function hasFlag({ flags }: { flags: string }, flag: string): boolean {
  return flags.split(',').includes(flag);
}

function injects({ fault }: HttpRule, flags: string): boolean {
  const kinds = (['delay', 'abort'] as const).filter((kind) => hasFlag({ flags }, faultFlags[kind]));
  return kinds.length > 0 && kinds.every((kind) => (fault?.[kind]?.percent ?? 0) > 0);
}

/** Requests whose rule is in doubt are no matter up to this part of those that are not. */
const negligible = 0.01;

/** Whether what a rule took can be told well enough to give numbers for it. */
export function isTold(taken: readonly RequestSample[], hidden: readonly RequestSample[]): boolean {
  return rateOf(hidden) <= negligible * rateOf(taken);
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
