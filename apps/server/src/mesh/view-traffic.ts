import type { Experiment } from '@pidalio/contract';
import type { HttpRule } from '@pidalio/istio';
import { type ChosenRule, chooseRule, takingOf } from './chosen-rule.ts';
import { matchesInWords } from './match-in-words.ts';
import { labelOf, shareOf, weightShare } from './routes-table.ts';
import { mirrorsOf } from './rule-targets.ts';
import { readNamespacesParameter, type Scene } from './scene.ts';
import { signalsOf } from './view-services.ts';

/** Every rule in force that splits, steers by version, mirrors or harms, with its live state. */
export function viewTraffic(scene: Scene, namespaces: string | undefined): Experiment[] {
  const shown = readNamespacesParameter(namespaces);
  return scene.world.virtualServices.flatMap((virtualService) =>
    virtualService.http.flatMap((_, index) => {
      const chosen = chooseRule(scene, virtualService.ref, index);
      if (chosen === null || !(shown === null || shown.has(chosen.service.namespace) || shown.has(virtualService.namespace))) return [];
      return experimentsOf(scene, chosen);
    }),
  );
}

function experimentsOf(scene: Scene, chosen: ChosenRule): Experiment[] {
  const { rule, service, targets, places } = chosen;
  const [place] = places;
  if (place === undefined) return [];
  const taking = takingOf(scene, chosen);
  const common = {
    ref: place.vantage.virtualService.ref,
    ruleIndex: rule.index,
    routeName: rule.name,
    hosts: [...place.vantage.virtualService.hosts],
    via: [...new Set(places.map(({ vantage }) => vantage.via))].join(', '),
    service: { namespace: service.namespace, name: service.name },
    matches: matchesInWords(rule.match),
    signals: scene.reading.measured === false ? null : signalsOf(scene, [taking]),
    seen: targets.map((target) => ({
      label: labelOf(target, service),
      share: shareOf(
        taking.requests,
        target.workloads.map(({ name }) => name),
      ),
      versionIndex: indexOf(scene, target.workloads),
    })),
  };
  const split = targets.length > 1;
  const steers = rule.match.length > 0 && targets.some(({ subset }) => subset !== '');
  const experiments: Experiment[] = [];
  if (split || steers) {
    const configured = targets.map((target) => ({
      label: labelOf(target, service),
      value: weightShare(targets, target) * 100,
      unit: '%' as const,
      versionIndex: indexOf(scene, target.workloads),
    }));
    experiments.push({ ...common, kind: split ? 'canary' : 'rules', configured });
  }
  const mirrors = mirrorsOf(scene.world, rule, place.vantage.clientNamespace).filter(({ weight }) => weight > 0);
  if (mirrors.length > 0) {
    const configured = mirrors.map((mirror) => ({
      label: labelOf(mirror, service),
      value: mirror.weight,
      unit: '%' as const,
      versionIndex: indexOf(scene, mirror.workloads),
    }));
    experiments.push({ ...common, kind: 'mirror', configured });
  }
  const harm = harmOf(rule);
  if (harm.length > 0) experiments.push({ ...common, kind: 'fault', configured: harm });
  return experiments;
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

function indexOf(scene: Scene, workloads: ChosenRule['targets'][number]['workloads']): number {
  const [only] = workloads;
  return workloads.length === 1 && only !== undefined ? scene.inventory.versionIndex(only) : -1;
}
