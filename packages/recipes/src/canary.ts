import type { Fields } from '@pidalio/istio';
import { type MatchBlock, readBlocks, writeBlocks } from './conditions.ts';
import type { Item } from './item.ts';
import { sameJson, withField, without } from './json.ts';
import { type CannotShowCode, type ChosenRule, chooseRule, isItem, otherAction } from './rules.ts';
import { type Change, newVirtualService, ownHostIn, ruleName, type SteeringInput, withHttpRules } from './steering-input.ts';
import { ensureSubsets, readTargets } from './subsets.ts';
import { newRow, readRoute, readWeights, type WeightRow, writeRoute } from './weights.ts';

/** A rule that is tried before the one that carries the weights. */
export interface FrontRule {
  /** Index in `spec.http`; null for a new rule. */
  origin: number | null;
  name: string;
  blocks: MatchBlock[];
  to: WeightRow[];
  /** A rule that does not route keeps what it does; only its place can change. */
  action: '' | 'redirect' | 'directResponse' | 'delegate';
}

export interface CanaryForm {
  /** Index in `spec.http` of the rule whose weights are shaped; null when no rule exists yet. */
  ruleIndex: number | null;
  routeName: string;
  weights: WeightRow[];
  rules: FrontRule[];
}

export interface Reading<Form> {
  /** null when `cannotShow` says why nothing can be shown. */
  form: Form | null;
  cannotShow: Item<CannotShowCode>[];
}

export function readCanary(input: SteeringInput, ruleIndex?: number): Reading<CanaryForm> {
  const chosen = chooseRule(input, ruleIndex);
  if (chosen === null) return { form: emptyCanary(input), cannotShow: [] };
  if (isItem(chosen)) return { form: null, cannotShow: [chosen] };
  const namespace = chosen.object.metadata.namespace ?? '';
  const form: CanaryForm = {
    ruleIndex: chosen.ruleIndex,
    routeName: ruleName(chosen.rule),
    weights: readWeights(chosen.rule, namespace, input),
    rules: chosen.rules.slice(0, chosen.ruleIndex).map((rule, origin) => ({
      origin,
      name: ruleName(rule),
      blocks: readBlocks(rule.match),
      to: readRoute(rule),
      action: otherAction(rule),
    })),
  };
  return { form, cannotShow: [] };
}

/** No rule yet: everything to the first version, the others ready to get a share. */
function emptyCanary(input: SteeringInput): CanaryForm {
  const weights = readTargets(input).map((target, index) => newRow(target.subset, index === 0 ? 100 : 0));
  return { ruleIndex: null, routeName: 'canary', weights, rules: [] };
}

/** The objects after the change, subsets first. An untouched form gives no change. */
export function writeCanary(form: CanaryForm, input: SteeringInput): Change[] {
  const chosen = chooseRule(input, form.ruleIndex ?? undefined);
  if (chosen !== null && isItem(chosen)) return [];
  const change = chosen === null ? createCanary(form, input) : updateCanary(form, chosen, input);
  if (!change) return [];
  const subsets = ensureSubsets(input, usedSubsets(form));
  return subsets ? [subsets, change] : [change];
}

function createCanary(form: CanaryForm, input: SteeringInput): Change {
  const host = input.service.name;
  const front = form.rules.map((rule) => writeFrontRule(rule, undefined, host));
  const shaped = writeRoute(form.routeName === '' ? {} : { name: form.routeName }, form.weights, host);
  return { action: 'create', object: newVirtualService(input, [...front, shaped]) };
}

function updateCanary(form: CanaryForm, chosen: ChosenRule, input: SteeringInput): Change | null {
  const host = ownHostSpelling(chosen, input);
  const front = form.rules.map((rule) => writeFrontRule(rule, rule.origin === null ? undefined : chosen.rules[rule.origin], host));
  const shaped = writeRoute(withName(chosen.rule, form.routeName), form.weights, host);
  const rules = [...front, shaped, ...chosen.rules.slice(chosen.ruleIndex + 1)];
  return sameJson(rules, chosen.rules) ? null : { action: 'update', object: withHttpRules(chosen.object, rules) };
}

function writeFrontRule(rule: FrontRule, original: Fields | undefined, host: string): Fields {
  const named = withName(original ?? {}, rule.name);
  const blocks = writeBlocks(rule.blocks, original?.match);
  const matched = blocks.length > 0 || original?.match !== undefined ? withField(named, 'match', blocks, bodyFields) : named;
  return rule.action === '' ? writeRoute(matched, rule.to, host) : matched;
}

/** What follows `name` and `match` in the order people write a rule. */
export const bodyFields = [
  'fault',
  'redirect',
  'directResponse',
  'delegate',
  'rewrite',
  'headers',
  'timeout',
  'retries',
  'mirror',
  'route',
];

export function withName(rule: Fields, name: string): Fields {
  if (name === ruleName(rule)) return rule;
  return name === '' ? without(rule, 'name') : withField(rule, 'name', name, ['match', ...bodyFields]);
}

/** The host as the rule's own destinations spell it, else as a new one would. */
export function ownHostSpelling(chosen: ChosenRule, input: SteeringInput): string {
  const namespace = chosen.object.metadata.namespace ?? '';
  const own = ownHostIn(namespace, input);
  const spellings = readRoute(chosen.rule).map((row) => row.host);
  return spellings.find((host) => host === input.service.host || host === own) ?? own;
}

function usedSubsets(form: CanaryForm): string[] {
  const rows = [...form.weights, ...form.rules.flatMap((rule) => rule.to)];
  return rows.filter((row) => (row.weightPercent ?? 0) > 0 && row.subset !== '').map((row) => row.subset);
}

/** A rule for the form's "+ Rule": empty, to one version. */
export function newFrontRule(name: string, subset: string): FrontRule {
  const condition = { kind: 'header', name: '', op: 'exact', value: '' } as const;
  return { origin: null, name, blocks: [{ origin: null, conditions: [condition], kept: [] }], to: [newRow(subset, 100)], action: '' };
}

/** The rule with index `fieldIndex` in the written object is which part of the form? For an API server's complaint about a field. */
export function locateInCanary(field: string, form: CanaryForm): string | null {
  const match = /^spec\.http\[(\d+)\](?:\.route\[(\d+)\]|\.match\[(\d+)\]|\.(name))?/.exec(field);
  if (!match) return null;
  const ruleAt = Number(match[1]);
  const shaped = ruleAt === form.rules.length;
  if (!shaped && ruleAt > form.rules.length) return null;
  const prefix = shaped ? '' : `rules[${ruleAt}].`;
  if (match[4] !== undefined) return shaped ? 'routeName' : `${prefix}name`;
  if (match[3] !== undefined) return shaped ? null : `${prefix}blocks[${match[3]}]`;
  if (match[2] === undefined) return shaped ? 'weights' : `rules[${ruleAt}]`;
  const rows = shaped ? form.weights : (form.rules[ruleAt]?.to ?? []);
  const written = writtenOrder(rows);
  const row = written[Number(match[2])];
  const at = row ? rows.indexOf(row) : -1;
  return at < 0 ? `${prefix}weights` : `${prefix}${shaped ? 'weights' : 'to'}[${at}].weightPercent`;
}

/** Rows in the order `writeRoute` lists them. */
function writtenOrder(rows: readonly WeightRow[]): WeightRow[] {
  const kept = rows.filter((row) => row.origin !== null && ((row.weightPercent ?? 0) > 0 || row.subset !== ''));
  const added = rows.filter((row) => row.origin === null && (row.weightPercent ?? 0) > 0);
  return [...kept.sort((a, b) => (a.origin ?? 0) - (b.origin ?? 0)), ...added];
}
