import type { Experiment } from '@pidalio/contract';
import type { HttpRule } from '@pidalio/istio';
import { type ChosenRule, chooseRule, takingOf } from './chosen-rule.ts';
import { experimentKinds, experimentRules } from './experiment-kinds.ts';
import { matchesInWords } from './match-in-words.ts';
import { labelOf, shareOf, weightShare } from './routes-table.ts';
import { placeOf } from './rule-place.ts';
import { alikeTargets, mirrorsOf, type RuleTarget } from './rule-targets.ts';
import { readNamespacesParameter, type Scene } from './scene.ts';
import { signalsOf } from './view-services.ts';

/** Every rule in force that splits, steers by version, mirrors or harms, with its live state. */
export function viewTraffic(scene: Scene, namespaces: string | undefined): Experiment[] {
  const shown = readNamespacesParameter(namespaces);
  return experimentRules(scene.world).flatMap((rule) => {
    const { ref, ruleIndex } = placeOf(rule);
    const chosen = chooseRule(scene, ref, ruleIndex);
    if (chosen === null || !(shown === null || shown.has(chosen.service.namespace) || shown.has(ref.namespace))) return [];
    return experimentsOf(scene, chosen);
  });
}

function experimentsOf(scene: Scene, chosen: ChosenRule): Experiment[] {
  const { rule, service, targets, places } = chosen;
  const [place] = places;
  if (place === undefined) return [];
  const taking = takingOf(scene, chosen);
  const alike = alikeTargets(targets);
  const common = {
    ...placeOf(rule),
    routeName: rule.name,
    hosts: [...place.vantage.virtualService.hosts],
    via: [...new Set(places.map(({ vantage }) => vantage.via))].join(', '),
    service: { namespace: service.namespace, name: service.name },
    matches: matchesInWords(rule.match),
    signals: scene.reading.measured === false || !taking.told ? null : signalsOf(scene, [taking]),
    seen: targets.map((target) => ({
      label: labelOf(target, service, alike.has(target)),
      share: taking.told && !alike.has(target) ? shareOf(taking.requests, namesOf(target)) : null,
      versionIndex: indexOf(scene, target),
    })),
  };
  const percents = (list: readonly RuleTarget[], percentOf: (target: RuleTarget) => number): Experiment['configured'] =>
    list.map((target) => ({
      label: labelOf(target, service, alike.has(target)),
      value: percentOf(target),
      unit: '%',
      versionIndex: indexOf(scene, target),
    }));
  const configured = {
    canary: () => percents(targets, (target) => weightShare(targets, target) * 100),
    rules: () => percents(targets, (target) => weightShare(targets, target) * 100),
    mirror: () => percents(mirrorsOf(scene.world, rule, place.vantage.clientNamespace), ({ weight }) => weight),
    fault: () => harmOf(rule),
  };
  return experimentKinds(rule).map((kind) => ({ ...common, kind, configured: configured[kind]() }));
}

/** `delay` in ms and in %, `abort` as status and in %. */
function harmOf({ fault }: HttpRule): Experiment['configured'] {
  const { delay, abort } = fault ?? {};
  return [
    ...(delay === undefined || delay.percent <= 0
      ? []
      : [
          { label: 'delay', value: delay.delayMs, unit: 'ms' as const, versionIndex: -1 },
          { label: 'delay', value: delay.percent, unit: '%' as const, versionIndex: -1 },
        ]),
    ...(abort === undefined || abort.percent <= 0
      ? []
      : [
          { label: 'abort', value: abort.status, unit: 'status' as const, versionIndex: -1 },
          { label: 'abort', value: abort.percent, unit: '%' as const, versionIndex: -1 },
        ]),
  ];
}

function indexOf(scene: Scene, { workloads }: RuleTarget): number {
  const [only] = workloads;
  return workloads.length === 1 && only !== undefined ? scene.inventory.versionIndex(only) : -1;
}

function namesOf({ workloads }: RuleTarget): string[] {
  return workloads.map(({ name }) => name);
}
