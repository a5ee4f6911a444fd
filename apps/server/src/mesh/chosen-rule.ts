import type { HttpRule, ObjectRef } from '@pidalio/istio';
import type { DurationSample, Flow, RequestSample } from '@pidalio/topology';
import { type Attribution, attributionOf, isTold } from './attribution.ts';
import type { Vantage } from './governance.ts';
import type { History, HistoryRow } from './history.ts';
import { isAt } from './rule-place.ts';
import { type RuleTarget, targetsOf } from './rule-targets.ts';
import { flowsTo, type Scene } from './scene.ts';
import { boundFlows } from './view-steering.ts';
import type { World, WorldService } from './world.ts';

/** One rule of an object in force, where it decides: the service it leads to and the vantages from which it is reached. */
interface RuleInForce {
  rule: HttpRule;
  service: WorldService;
  targets: readonly RuleTarget[];
  vantages: readonly Vantage[];
}

export interface ChosenRule extends Omit<RuleInForce, 'vantages'> {
  places: readonly ({ vantage: Vantage } & Attribution)[];
}

export function chooseRule(scene: Scene, ref: ObjectRef, ruleIndex: number): ChosenRule | null {
  const found = findRuleInForce(scene.world, ref, ruleIndex);
  if (found === null) return null;
  const { vantages, ...rest } = found;
  return { ...rest, places: vantages.map((vantage) => ({ vantage, ...attributionOf(scene.world, vantage, scene.routeNamesSeen) })) };
}

/** null where there is no such rule, it governs nothing, or it leads to no service of the cluster. */
export function findRuleInForce(world: World, ref: ObjectRef, ruleIndex: number): RuleInForce | null {
  for (const service of world.servicesOfRule(ref, ruleIndex)) {
    const vantages = world.vantages(service);
    const rule = vantages.flatMap(({ rules }) => rules).find((candidate) => isAt(candidate, ref, ruleIndex));
    const reached = vantages.filter(({ rules }) => rule !== undefined && rules.includes(rule));
    const [first] = reached;
    if (rule === undefined || first === undefined) continue;
    const targets = targetsOf(world, rule, first.clientNamespace);
    if (!targets.some((target) => target.service === service)) continue;
    return { rule, service, targets, vantages: reached };
  }
  return null;
}

/** What took the rule in the window, and what may have. */
export interface Taking {
  requests: RequestSample[];
  durations: DurationSample[];
  /** Live flows of the callers that obey. */
  flows: Flow[];
  /** Requests that this rule or another one took. */
  hidden: RequestSample[];
  /** Whether so little is hidden that the numbers are those of the rule. */
  told: boolean;
}

export function takingOf(scene: Scene, { rule, service, targets, places }: ChosenRule): Taking {
  const hosts = new Set([service, ...targets.flatMap((target) => (target.service === null ? [] : [target.service]))]);
  const candidates = [...hosts].flatMap((host) => flowsTo(scene, host));
  const taking: Omit<Taking, 'told'> = { requests: [], durations: [], flows: [], hidden: [] };
  for (const { vantage, ruleOf, mayHide } of places) {
    const flows = boundFlows(scene, vantage, candidates);
    const isTaken = (sample: RequestSample | DurationSample): boolean => ruleOf(sample) === rule;
    const requests = flows.flatMap((flow) => flow.requests);
    taking.requests.push(...requests.filter(isTaken));
    taking.durations.push(...flows.flatMap((flow) => flow.durations).filter(isTaken));
    taking.flows.push(...flows);
    taking.hidden.push(...requests.filter((sample) => mayHide(rule, sample)));
  }
  return { ...taking, told: isTold(taking.requests, taking.hidden) };
}

/** Rows of a history that took the rule. */
export function rowsOfRule(scene: Scene, { rule, places }: ChosenRule, rows: History['requests']): HistoryRow[] {
  return rows.filter(
    (row) =>
      row.reporter === 'source' &&
      places.some(({ vantage, ruleOf }) => vantage.binds(scene.world.callerOf(row.source)) && ruleOf(row) === rule),
  );
}
