import { type AuthorizationAction, type AuthorizationPolicy, type AuthorizationRule, compareText } from '@pidalio/istio';
import type { Stop } from './decision.ts';
import type { InboundFacts } from './inbound-facts.ts';
import { actualOf, firstMiss, isDropped, matchRule } from './match-rule.ts';

/** A rule under the name that Envoy's logs give it. */
export interface NamedRule {
  name: string;
  policy: AuthorizationPolicy;
  rule: AuthorizationRule;
}

/** One RBAC filter's view of a request: the rules that match, those that may, in the order in which Envoy looks at them. */
export interface Findings {
  /** Whether there is any policy, be it without rules. */
  exists: boolean;
  matched: readonly NamedRule[];
  possible: readonly { rule: NamedRule; assumption: Stop }[];
  /** Why the other rules do not match. */
  misses: readonly Stop[];
}

/** Looks at all rules of the policies. Envoy keeps them sorted by name and takes the first that matches. */
export function findRules(policies: readonly AuthorizationPolicy[], facts: InboundFacts): Findings {
  const matched: NamedRule[] = [];
  const possible: Findings['possible'][number][] = [];
  const misses: Stop[] = [];
  for (const named of policies.flatMap(namedRules).sort((a, b) => compareText(a.name, b.name))) {
    const { policy, rule } = named;
    if (isDropped(rule, policy.action === 'ALLOW', facts.isTcp)) {
      misses.push({ code: 'AP-DROPPED', ref: policy.ref, path: rule.path, values: { action: policy.action, tcp: facts.isTcp } });
      continue;
    }
    const truth = matchRule(rule, policy.ref.namespace, facts);
    if (truth === true) matched.push(named);
    else if (truth === false) misses.push(missOf(named, facts));
    else possible.push({ rule: named, assumption: mayMatch(named, truth.unknown) });
  }
  for (const policy of policies) {
    if (policy.rules.length === 0)
      misses.push({ code: 'AP-NO-RULES', ref: policy.ref, path: 'spec.rules', values: { action: policy.action } });
  }
  return { exists: policies.length > 0, matched, possible, misses };
}

const namesKept = new WeakMap<AuthorizationPolicy, readonly NamedRule[]>();

function namedRules(policy: AuthorizationPolicy): readonly NamedRule[] {
  let rules = namesKept.get(policy);
  if (rules === undefined) {
    const { namespace, name } = policy.ref;
    rules = policy.rules.map((rule, index) => ({ name: `ns[${namespace}]-policy[${name}]-rule[${index}]`, policy, rule }));
    namesKept.set(policy, rules);
  }
  return rules;
}

function mayMatch({ policy, rule }: NamedRule, field: string): Stop {
  return { code: 'AP-MAY-MATCH', ref: policy.ref, path: rule.path, values: { action: policy.action, field } };
}

function missOf({ policy, rule }: NamedRule, facts: InboundFacts): Stop {
  const missing = firstMiss(rule, policy.ref.namespace, facts);
  const values = { action: policy.action };
  if (missing === undefined) return { code: 'AP-MISS', ref: policy.ref, path: rule.path, values };
  const isPositive = missing.values.length > 0;
  const expected = (isPositive ? missing.values : missing.notValues).join(', ');
  const path = isPositive ? missing.path : missing.notPath;
  return {
    code: 'AP-MISS',
    ref: policy.ref,
    path,
    values: { ...values, attribute: missing.attribute, expected, not: !isPositive, actual: actualOf(missing, facts) },
  };
}

export function ofAction(policies: readonly AuthorizationPolicy[], action: AuthorizationAction, dryRun: boolean): AuthorizationPolicy[] {
  return policies.filter((policy) => policy.action === action && policy.dryRun === dryRun);
}
