import { type Fields, type KubeObject, textOf } from '@pidalio/istio';
import { type Item, item } from './item.ts';
import { fieldsList } from './json.ts';
import { governingObject, httpRules, isOwnHost, ruleName, type SteeringInput } from './steering-input.ts';

export type CannotShowCode = 'governing-missing' | 'kind-not-supported' | 'no-http-rule' | 'rule-has-no-route' | 'rule-missing';

/** A rule of the governing object, as a choice for "Route to shape". */
export interface RuleChoice {
  ruleIndex: number;
  name: string;
  /** False for redirects, direct responses and delegations: there is nothing to weigh. */
  hasRoute: boolean;
  /** Some destination is the steered service. */
  toService: boolean;
  catchAll: boolean;
  hasFault: boolean;
  hasMirror: boolean;
}

export function ruleChoices(input: SteeringInput): RuleChoice[] {
  const object = governingObject(input);
  const namespace = object?.metadata.namespace ?? '';
  return httpRules(object).map((rule, ruleIndex) => ({
    ruleIndex,
    name: ruleName(rule),
    hasRoute: fieldsList(rule.route).length > 0,
    toService: hostsOfRule(rule).some((host) => isOwnHost(host, namespace, input)),
    catchAll: fieldsList(rule.match).length === 0,
    hasFault: 'fault' in rule,
    hasMirror: 'mirror' in rule || fieldsList(rule.mirrors).length > 0,
  }));
}

function hostsOfRule(rule: Fields): string[] {
  return fieldsList(rule.route).flatMap((entry) => {
    const destination = entry.destination;
    const host = typeof destination === 'object' && destination !== null && 'host' in destination ? textOf(destination.host) : undefined;
    return host === undefined ? [] : [host];
  });
}

export interface ChosenRule {
  object: KubeObject;
  rules: Fields[];
  ruleIndex: number;
  rule: Fields;
}

/**
 * The rule a recipe shapes: the wanted one, else the first to the service that already does what the recipe is about, else the last that
 * routes to the service, else the last that routes at all.
 */
export function chooseRule(
  input: SteeringInput,
  wanted?: number,
  isActive: (choice: RuleChoice) => boolean = () => false,
): ChosenRule | Item<CannotShowCode> | null {
  const { governing } = input.vantage;
  if (!governing) return null;
  const name = `${governing.namespace}/${governing.name}`;
  if (governing.kind !== 'VirtualService') return item('kind-not-supported', '', { kind: governing.kind, name });
  const object = governingObject(input);
  if (!object) return item('governing-missing', '', { kind: governing.kind, name });
  const rules = httpRules(object);
  if (rules.length === 0) return item('no-http-rule', 'spec.http', { name });
  const choices = ruleChoices(input);
  const choice =
    wanted === undefined
      ? (choices.find((candidate) => candidate.hasRoute && candidate.toService && isActive(candidate)) ??
        choices.findLast(({ hasRoute, toService }) => hasRoute && toService) ??
        choices.findLast(({ hasRoute }) => hasRoute))
      : choices[wanted];
  if (wanted !== undefined && !choice) return item('rule-missing', `spec.http[${wanted}]`, { rule: wanted + 1, name });
  if (!choice?.hasRoute) return item('rule-has-no-route', `spec.http[${choice?.ruleIndex ?? 0}]`, { name });
  const rule = rules[choice.ruleIndex];
  return rule
    ? { object, rules, ruleIndex: choice.ruleIndex, rule }
    : item('rule-missing', 'spec.http', { rule: choice.ruleIndex + 1, name });
}

export function isItem(value: ChosenRule | Item<CannotShowCode>): value is Item<CannotShowCode> {
  return 'code' in value;
}

/** What a rule does other than route; '' for a rule that routes. */
export function otherAction(rule: Fields): '' | 'redirect' | 'directResponse' | 'delegate' {
  if (fieldsList(rule.route).length > 0) return '';
  if ('redirect' in rule) return 'redirect';
  return 'directResponse' in rule ? 'directResponse' : 'delegate';
}

/** A name no rule has yet: `fault`, `fault-2`, … */
export function freeRuleName(base: string, rules: readonly Fields[]): string {
  const names = new Set(rules.map(ruleName));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? base : `${base}-${number}`;
    if (!names.has(candidate)) return candidate;
  }
}
