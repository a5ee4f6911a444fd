import type { Experiment } from '@pidalio/contract';
import type { HttpRule } from '@pidalio/istio';
import { findRuleInForce } from './chosen-rule.ts';
import { placeOf } from './rule-place.ts';
import type { World } from './world.ts';

/** What a rule does beyond sending everyone to the same place. */
export function experimentKinds({ route, match, mirrors, fault }: HttpRule): Experiment['kind'][] {
  const kinds: Experiment['kind'][] = [];
  if (route.length > 1) kinds.push('canary');
  else if (match.length > 0 && route.some(({ subset }) => subset !== '')) kinds.push('rules');
  if (mirrors.some(({ percent }) => percent > 0)) kinds.push('mirror');
  if ((fault?.delay?.percent ?? 0) > 0 || (fault?.abort?.percent ?? 0) > 0) kinds.push('fault');
  return kinds;
}

/** Every rule in force that splits, steers by version, mirrors or harms. */
export function experimentRules(world: World): HttpRule[] {
  return world.virtualServices
    .flatMap(({ http }) => http)
    .filter((rule) => {
      if (experimentKinds(rule).length === 0) return false;
      const { ref, ruleIndex } = placeOf(rule);
      return findRuleInForce(world, ref, ruleIndex) !== null;
    });
}
