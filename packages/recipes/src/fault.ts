import { type Fields, fieldsOf, type KubeObject, numberOf, textOf } from '@pidalio/istio';
import { bodyFields, type Reading } from './canary.ts';
import { type MatchBlock, readBlocks, writeBlocks } from './conditions.ts';
import { sameJson, withField, without } from './json.ts';
import { percentOf } from './mirror.ts';
import { isWithin, narrow } from './narrow.ts';
import { type ChosenRule, chooseRule, freeRuleName, isItem } from './rules.ts';
import { type Change, httpRules, newVirtualService, ruleName, type SteeringInput, withHttpRules } from './steering-input.ts';

export interface FaultForm {
  /** The rule that handles the traffic now; null when no rule exists yet. */
  ruleIndex: number | null;
  /** `all`: whatever the rule handles. `some`: only requests that one of `blocks` matches; a copy of the rule in front gets the fault. */
  scope: 'all' | 'some';
  blocks: MatchBlock[];
  /** Name of the copy. */
  name: string;
  /** Go duration, e.g. `2s`. */
  delay: { on: boolean; percent: number | null; duration: string };
  /** An HTTP status, or the name of a gRPC status. */
  abort: { on: boolean; percent: number | null; status: string; protocol: 'http' | 'grpc' };
  /** Whether the rule injects a fault already. */
  active: boolean;
}

export function readFault(input: SteeringInput, ruleIndex?: number): Reading<FaultForm> {
  const chosen = chooseRule(input, ruleIndex, ({ hasFault }) => hasFault);
  if (chosen !== null && isItem(chosen)) return { form: null, cannotShow: [chosen] };
  const rules = chosen?.rules ?? [];
  const fresh: FaultForm = {
    ruleIndex: chosen?.ruleIndex ?? null,
    scope: 'all',
    blocks: [],
    name: freeRuleName(chosen && ruleName(chosen.rule) ? `${ruleName(chosen.rule)}-fault` : 'fault', rules),
    delay: { on: false, percent: 100, duration: '2s' },
    abort: { on: false, percent: 100, status: '500', protocol: 'http' },
    active: false,
  };
  if (!chosen || !('fault' in chosen.rule)) return { form: fresh, cannotShow: [] };
  const scope = copiedFrom(chosen.rules, chosen.ruleIndex)
    ? { scope: 'some' as const, blocks: readBlocks(chosen.rule.match), name: ruleName(chosen.rule) }
    : {};
  return { form: { ...fresh, ...scope, ...readValues(fieldsOf(chosen.rule.fault)), active: true }, cannotShow: [] };
}

/** Absent percentages mean 0 here, unlike in a mirror (istio route.go translatePercentToFractionalPercent). */
function readValues(fault: Fields): Pick<FaultForm, 'delay' | 'abort'> {
  const delay = fieldsOf(fault.delay);
  const abort = fieldsOf(fault.abort);
  const grpc = textOf(abort.grpcStatus);
  return {
    delay: {
      on: 'delay' in fault,
      percent: 'delay' in fault ? (percentOf(delay.percentage) ?? numberOf(delay.percent) ?? 0) : 100,
      duration: textOf(delay.fixedDelay) ?? '2s',
    },
    abort: {
      on: 'abort' in fault,
      percent: 'abort' in fault ? (percentOf(abort.percentage) ?? 0) : 100,
      status: grpc ?? String(numberOf(abort.httpStatus) ?? 500),
      protocol: grpc === undefined ? 'http' : 'grpc',
    },
  };
}

/** The rule below, when the rule at `index` does the same for a part of its traffic, but for name and fault. */
function copiedFrom(rules: readonly Fields[], index: number): Fields | undefined {
  const rule = rules[index];
  const below = rules[index + 1];
  if (!rule || !below || 'fault' in below || rule.match === undefined) return undefined;
  const body = (fields: Fields) => without(fields, 'name', 'match', 'fault');
  return sameJson(body(rule), body(below)) && isWithin(rule.match, below.match) ? below : undefined;
}

export function writeFault(form: FaultForm, input: SteeringInput): Change[] {
  if (isIdle(form)) return [];
  const chosen = chooseRule(input, form.ruleIndex ?? undefined);
  if (chosen !== null && isItem(chosen)) return [];
  if (chosen === null) {
    const route = [{ destination: { host: input.service.name } }];
    const base = form.scope === 'all' ? { name: form.name, route } : { name: 'rest', route };
    return [{ action: 'create', object: newVirtualService(input, place(form, [base], 0)) }];
  }
  if (isUnchanged(form, chosen, input)) return [];
  return [{ action: 'update', object: withHttpRules(chosen.object, place(form, chosen.rules, chosen.ruleIndex)) }];
}

/** Nothing is injected, and nothing is asked for yet. */
function isIdle({ active, delay, abort }: FaultForm): boolean {
  return !active && !delay.on && !abort.on;
}

function isUnchanged(form: FaultForm, chosen: ChosenRule, input: SteeringInput): boolean {
  const before = readFault(input, chosen.ruleIndex).form;
  return before?.active === true && sameJson(before, form);
}

/** The rules with the fault where the form wants it. */
function place(form: FaultForm, rules: readonly Fields[], index: number): Fields[] {
  const rule = rules[index] ?? {};
  const original = copiedFrom(rules, index);
  const isCopy = 'fault' in rule && original !== undefined;
  const base = isCopy ? original : without(rule, 'fault');
  const fault = writeValues(form, fieldsOf(rule.fault));
  const front = rules.slice(0, index);
  const rest = rules.slice(index + (isCopy ? 2 : 1));
  if (form.scope === 'all') return [...front, withFault(isCopy ? base : rule, fault), ...rest];
  return [...front, isCopy ? changedCopy(form, rule, base, fault) : newCopy(form, base, fault), base, ...rest];
}

function withFault(rule: Fields, fault: Fields): Fields {
  return withField(rule, 'fault', fault, bodyFields);
}

function newCopy(form: FaultForm, base: Fields, fault: Fields): Fields {
  const match = narrow(base.match, writeBlocks(form.blocks, undefined));
  return { name: form.name, match, fault, ...without(base, 'name', 'match') };
}

function changedCopy(form: FaultForm, copy: Fields, base: Fields, fault: Fields): Fields {
  const same = sameJson(readBlocks(copy.match), form.blocks);
  const match = same ? copy.match : narrow(base.match, writeBlocks(form.blocks, copy.match));
  const named = form.name === ruleName(copy) ? copy : { name: form.name, ...without(copy, 'name') };
  return withFault({ ...named, match }, fault);
}

function writeValues(form: FaultForm, before: Fields): Fields {
  const kept = without(before, 'delay', 'abort');
  const was = readValues(before);
  const delay = form.delay.on ? { delay: writeDelay(form.delay, was.delay, fieldsOf(before.delay)) } : {};
  const abort = form.abort.on ? { abort: writeAbort(form.abort, was.abort, fieldsOf(before.abort)) } : {};
  return { ...kept, ...delay, ...abort };
}

function writeDelay(delay: FaultForm['delay'], was: FaultForm['delay'], before: Fields): Fields {
  if (was.on && sameJson(was, delay)) return before;
  const percentage = { value: delay.percent ?? 0 };
  return { ...without(before, 'percent', 'percentage', 'fixedDelay'), percentage, fixedDelay: delay.duration };
}

function writeAbort(abort: FaultForm['abort'], was: FaultForm['abort'], before: Fields): Fields {
  if (was.on && sameJson(was, abort)) return before;
  const status = abort.protocol === 'http' ? { httpStatus: Number(abort.status) } : { grpcStatus: abort.status };
  return { ...without(before, 'percentage', 'httpStatus', 'grpcStatus'), percentage: { value: abort.percent ?? 0 }, ...status };
}

/** The VirtualService without the fault of one rule. A copy that was made to carry the fault goes as a whole. */
export function stopFault(virtualService: KubeObject, ruleIndex: number): KubeObject {
  const rules = httpRules(virtualService);
  const rule = rules[ruleIndex];
  if (!rule || !('fault' in rule)) return virtualService;
  const stopped = isFaultCopy(virtualService, ruleIndex) ? [] : [without(rule, 'fault')];
  return withHttpRules(virtualService, [...rules.slice(0, ruleIndex), ...stopped, ...rules.slice(ruleIndex + 1)]);
}

/**
 * Whether a rule stands there for its fault alone: named as the form names its copies, and otherwise the same as the rule below it. Unnamed
 * rules, and those with a name of their own that metrics are kept under, are a person's.
 */
export function isFaultCopy(virtualService: KubeObject, ruleIndex: number): boolean {
  const rules = httpRules(virtualService);
  const rule = rules[ruleIndex];
  return rule !== undefined && 'fault' in rule && /(^|-)fault(-\d+)?$/.test(ruleName(rule)) && copiedFrom(rules, ruleIndex) !== undefined;
}

export function locateInFault(field: string): string | null {
  if (/\.delay\.(percentage|percent)\b/.test(field)) return 'delay.percent';
  if (/\.delay\b/.test(field)) return 'delay.duration';
  if (/\.abort\.percentage\b/.test(field)) return 'abort.percent';
  if (/\.abort\b/.test(field)) return 'abort.status';
  const match = /\.match\[(\d+)\]/.exec(field);
  return match ? `blocks[${match[1]}]` : /\.name$/.test(field) ? 'name' : null;
}
