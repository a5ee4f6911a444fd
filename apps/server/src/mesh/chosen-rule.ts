import type { HttpRule, ObjectRef } from '@pidalio/istio';
import { type DurationSample, type Flow, type RequestSample, rateOf } from '@pidalio/topology';
import { attributionOf, type RuleOf } from './attribution.ts';
import type { Vantage } from './governance.ts';
import type { History, HistoryRow } from './history.ts';
import { isAt } from './rule-place.ts';
import { type RuleTarget, targetsOf } from './rule-targets.ts';
import { flowsTo, type Scene } from './scene.ts';
import { boundFlows } from './view-steering.ts';
import type { WorldService } from './world.ts';

/** One rule of an object in force, where it decides: the service it leads to and the vantages from which it is reached. */
export interface ChosenRule {
  rule: HttpRule;
  service: WorldService;
  targets: readonly RuleTarget[];
  places: readonly { vantage: Vantage; ruleOf: RuleOf }[];
}

/** null where there is no such rule, it governs nothing, or it leads to no service of the cluster. */
export function chooseRule(scene: Scene, ref: ObjectRef, ruleIndex: number): ChosenRule | null {
  const { world } = scene;
  for (const service of world.servicesOfRule(ref, ruleIndex)) {
    const vantages = world.vantages(service);
    const rule = vantages.flatMap(({ rules }) => rules).find((candidate) => isAt(candidate, ref, ruleIndex));
    const reached = vantages.filter(({ rules }) => rule !== undefined && rules.includes(rule));
    const [first] = reached;
    if (rule === undefined || first === undefined) continue;
    const targets = targetsOf(world, rule, first.clientNamespace);
    if (!targets.some((target) => target.service === service)) continue;
    const places = reached.map((vantage) => ({ vantage, ruleOf: attributionOf(world, vantage, scene.routeNamesSeen) }));
    return { rule, service, targets, places };
  }
  return null;
}

/** What took the rule in the window, and what may have. */
export interface Taking {
  requests: RequestSample[];
  durations: DurationSample[];
  /** Live flows of the callers that obey. */
  flows: Flow[];
  unattributablePerSecond: number;
}

export function takingOf(scene: Scene, { rule, service, targets, places }: ChosenRule): Taking {
  const hosts = new Set([service, ...targets.flatMap((target) => (target.service === null ? [] : [target.service]))]);
  const candidates = [...hosts].flatMap((host) => flowsTo(scene, host));
  const taking: Taking = { requests: [], durations: [], flows: [], unattributablePerSecond: 0 };
  for (const { vantage, ruleOf } of places) {
    const flows = boundFlows(scene, vantage, candidates);
    const isTaken = (sample: RequestSample | DurationSample): boolean => ruleOf(sample) === rule;
    const requests = flows.flatMap((flow) => flow.requests);
    taking.requests.push(...requests.filter(isTaken));
    taking.durations.push(...flows.flatMap((flow) => flow.durations).filter(isTaken));
    taking.flows.push(...flows);
    // Only a rule without a name of its own may hide among what no rule can be named for.
    const mayHide = !scene.routeNamesSeen || rule.name === '';
    if (mayHide) taking.unattributablePerSecond += rateOf(requests.filter((sample) => sample.routeName === '' && ruleOf(sample) === null));
  }
  return taking;
}

/** Rows of a history that took the rule. */
export function rowsOfRule(scene: Scene, { rule, places }: ChosenRule, rows: History['requests']): HistoryRow[] {
  return rows.filter(
    (row) =>
      row.reporter === 'source' &&
      places.some(({ vantage, ruleOf }) => vantage.binds(scene.world.callerOf(row.source)) && ruleOf(row) === rule),
  );
}
