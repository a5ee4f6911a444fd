import type { CanaryForm, FrontRule } from './canary.ts';
import type { Condition, MatchBlock } from './conditions.ts';
import type { FaultForm } from './fault.ts';
import { type Item, item } from './item.ts';
import { sameJson } from './json.ts';
import type { MirrorForm } from './mirror.ts';
import type { WeightRow } from './weights.ts';

export type SummaryCode =
  | 'canary-create'
  | 'canary-move'
  | 'canary-weights'
  | 'rule-add'
  | 'rule-remove'
  | 'rule-change'
  | 'rule-order'
  | 'rename'
  | 'mirror-start'
  | 'mirror-change'
  | 'fault-delay'
  | 'fault-abort'
  | 'fault-delay-abort'
  | 'nothing';
export type SummaryItem = Item<SummaryCode>;

/** What a change means, the headline first. `service` names destinations that no subset narrows. */
export function summarizeCanary(before: CanaryForm, after: CanaryForm, service: string): SummaryItem[] {
  const items = [...summarizeWeights(before, after, service), ...summarizeRules(before.rules, after.rules, service)];
  if (before.routeName !== after.routeName && after.ruleIndex !== null)
    items.push(item('rename', 'routeName', { from: before.routeName, to: after.routeName }));
  return items.length > 0 ? items : [item('nothing', '')];
}

function summarizeWeights(before: CanaryForm, after: CanaryForm, service: string): SummaryItem[] {
  const route = after.routeName;
  const weights = weightsInWords(after.weights, service);
  if (after.ruleIndex === null) return [item('canary-create', 'weights', { service, weights, route })];
  const moves = after.weights
    .map((row) => ({ row, by: (row.weightPercent ?? 0) - weightOf(before.weights, row) }))
    .filter(({ by }) => by !== 0);
  if (moves.length === 0) return [];
  const from = moves.filter(({ by }) => by < 0);
  const to = moves.filter(({ by }) => by > 0);
  const [giver] = from;
  const [taker] = to;
  if (from.length === 1 && to.length === 1 && giver && taker) {
    const values = { points: taker.by, from: labelOf(giver.row, service), to: labelOf(taker.row, service), route, weights };
    return [item('canary-move', 'weights', values)];
  }
  return [item('canary-weights', 'weights', { route, weights, service })];
}

function weightOf(rows: readonly WeightRow[], like: WeightRow): number {
  return rows.find((row) => row.origin === like.origin && row.subset === like.subset && row.host === like.host)?.weightPercent ?? 0;
}

export function labelOf(row: WeightRow, service: string): string {
  return row.subset || row.host || service;
}

export function weightsInWords(rows: readonly WeightRow[], service: string): string {
  const used = rows.filter((row) => (row.weightPercent ?? 0) > 0);
  return used.map((row) => `${labelOf(row, service)} ${row.weightPercent}`).join(' · ');
}

function targetInWords(rows: readonly WeightRow[], service: string): string {
  const [only, ...more] = rows.filter((row) => (row.weightPercent ?? 0) > 0);
  return only && more.length === 0 ? labelOf(only, service) : weightsInWords(rows, service);
}

function summarizeRules(before: readonly FrontRule[], after: readonly FrontRule[], service: string): SummaryItem[] {
  const items: SummaryItem[] = [];
  after.forEach((rule, index) => {
    const was = before.find((candidate) => candidate.origin === rule.origin && rule.origin !== null);
    const values = { name: rule.name || `#${index + 1}`, match: blocksInWords(rule.blocks), to: targetInWords(rule.to, service) };
    if (!was) items.push(item('rule-add', `rules[${index}]`, values));
    else if (!sameJson(was, rule)) items.push(item('rule-change', `rules[${index}]`, values));
  });
  before.forEach((rule, index) => {
    if (!after.some((candidate) => candidate.origin === rule.origin))
      items.push(item('rule-remove', `rules[${index}]`, { name: rule.name || `#${index + 1}` }));
  });
  const order = after.map((rule) => rule.origin).filter((origin) => origin !== null);
  if (order.some((origin, index) => origin < (order[index - 1] ?? -1))) items.push(item('rule-order', 'rules'));
  return items;
}

/** In the fields' own words, as on the routes table: `end-user = jason`; AND as `,`, OR as `|`. */
export function blocksInWords(blocks: readonly MatchBlock[]): string {
  return blocks.map((block) => [...block.conditions.map(conditionInWords), ...block.kept].join(', ')).join(' | ');
}

function conditionInWords({ kind, name, op, value }: Condition): string {
  const subject = kind === 'uri' || kind === 'method' ? kind : kind === 'header' ? name : `${kind} ${name}`;
  const sign = { exact: '=', prefix: '^', regex: '~', present: '' }[op];
  return op === 'present' ? subject : `${subject} ${sign} ${value}`;
}

export function summarizeMirror(before: MirrorForm, after: MirrorForm): SummaryItem[] {
  if (sameJson(before, after) && before.active) return [item('nothing', '')];
  const to = after.to.kind === 'version' ? after.to.subset : `${after.to.name}.${after.to.namespace}`;
  return [item(before.active ? 'mirror-change' : 'mirror-start', 'percent', { percent: after.percent ?? 0, to, route: after.routeName })];
}

export function summarizeFault(before: FaultForm, after: FaultForm): SummaryItem[] {
  if (sameJson(before, after) && before.active) return [item('nothing', '')];
  const match = after.scope === 'some' ? blocksInWords(after.blocks) : '';
  const delay = { delayPercent: after.delay.percent ?? 0, duration: after.delay.duration };
  const abort = { abortPercent: after.abort.percent ?? 0, status: after.abort.status };
  if (after.delay.on && after.abort.on) return [item('fault-delay-abort', 'delay', { ...delay, ...abort, match })];
  return [after.delay.on ? item('fault-delay', 'delay', { ...delay, match }) : item('fault-abort', 'abort', { ...abort, match })];
}
