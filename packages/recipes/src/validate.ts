import { parseDuration } from '@pidalio/istio';
import type { CanaryForm, FrontRule } from './canary.ts';
import type { Condition, MatchBlock } from './conditions.ts';
import { writeBlock } from './conditions.ts';
import type { FaultForm } from './fault.ts';
import { type Item, item } from './item.ts';
import { type MirrorForm, mirrorsToItself } from './mirror.ts';
import { narrow } from './narrow.ts';
import { re2Error } from './re2.ts';
import { chooseRule, isItem } from './rules.ts';
import type { SteeringInput } from './steering-input.ts';
import { sumPercent, type WeightRow } from './weights.ts';

export type FormErrorCode =
  | 'weight-not-whole'
  | 'weight-range'
  | 'weights-sum'
  | 'name-required'
  | 'name-characters'
  | 'name-taken'
  | 'condition-name-required'
  | 'header-name'
  | 'cookie-name'
  | 'value-required'
  | 'value-control'
  | 'path-start'
  | 'regex'
  | 'regex-long'
  | 'condition-twice'
  | 'block-empty'
  | 'target-required'
  | 'target-itself'
  | 'percent-range'
  | 'duration'
  | 'duration-short'
  | 'duration-fraction'
  | 'http-status'
  | 'grpc-status'
  | 'fault-none'
  | 'limit-required'
  | 'limit-outside-rule';
export type FormError = Item<FormErrorCode>;

export function validateCanary(form: CanaryForm): FormError[] {
  const names = form.rules.map((rule) => rule.name);
  return [
    ...validateName('routeName', form.routeName, form.ruleIndex === null, names),
    ...validateWeights('weights', form.weights),
    ...form.rules.flatMap((rule, index) => validateRule(`rules[${index}]`, rule, [...names.toSpliced(index, 1), form.routeName])),
  ];
}

function validateRule(path: string, rule: FrontRule, otherNames: readonly string[]): FormError[] {
  const blocks = rule.blocks.flatMap((block, index) => validateBlock(`${path}.blocks[${index}]`, block));
  const needsBlock = rule.origin === null && rule.blocks.length === 0 ? [item('block-empty', `${path}.blocks`)] : [];
  const to = rule.action === '' ? validateWeights(`${path}.to`, rule.to) : [];
  return [...validateName(`${path}.name`, rule.name, rule.origin === null, otherNames), ...needsBlock, ...blocks, ...to];
}

/** Unnamed rules that exist may stay unnamed; what we create is named, so that metrics can tell it apart. */
function validateName(path: string, name: string, required: boolean, others: readonly string[]): FormError[] {
  if (name === '') return required ? [item('name-required', path)] : [];
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) && required) return [item('name-characters', path, { name })];
  return others.includes(name) && required ? [item('name-taken', path, { name })] : [];
}

function validateWeights(path: string, rows: readonly WeightRow[]): FormError[] {
  const errors = rows.flatMap((row, index): FormError[] => {
    const at = `${path}[${index}].weightPercent`;
    if (row.weightPercent === null || !Number.isInteger(row.weightPercent)) return [item('weight-not-whole', at)];
    return row.weightPercent < 0 || row.weightPercent > 100 ? [item('weight-range', at, { weight: row.weightPercent })] : [];
  });
  const sum = sumPercent(rows);
  return errors.length > 0 || sum === 100 ? errors : [item('weights-sum', path, { sum, difference: Math.abs(100 - sum) })];
}

function validateBlock(path: string, block: MatchBlock): FormError[] {
  if (block.conditions.length === 0 && block.kept.length === 0) return [item('block-empty', path)];
  const keys = block.conditions.map(conditionKey);
  return block.conditions.flatMap((condition, index) => {
    const at = `${path}.conditions[${index}]`;
    const twice =
      keys.indexOf(keys[index] ?? '') < index ? [item('condition-twice', `${at}.name`, { name: condition.name || condition.kind })] : [];
    return [...validateCondition(at, condition), ...twice];
  });
}

/** A block holds one match per header; cookies share the header `cookie`. */
function conditionKey({ kind, name }: Condition): string {
  return kind === 'cookie' ? 'header:cookie' : `${kind}:${kind === 'header' ? name.toLowerCase() : name}`;
}

function validateCondition(at: string, { kind, name, op, value }: Condition): FormError[] {
  const named = kind === 'header' || kind === 'cookie' || kind === 'query';
  if (named && name.trim() === '') return [item('condition-name-required', `${at}.name`)];
  if (kind === 'header' && !isHeaderName(name)) return [item('header-name', `${at}.name`, { name })];
  if (kind === 'cookie' && !isToken(name)) return [item('cookie-name', `${at}.name`, { name })];
  if (op === 'present') return [];
  // An empty exact value is legal for headers, an empty prefix for the path (istio virtualservice.go validateStringMatch).
  if (value === '') return [item('value-required', `${at}.value`)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(value)) return [item('value-control', `${at}.value`)];
  if (op === 'regex') return validateRegex(`${at}.value`, value);
  return kind === 'uri' && !value.startsWith('/') ? [item('path-start', `${at}.value`, { value })] : [];
}

/** At most 1024 bytes and RE2 (istio validation.go validateStringRegexp). */
function validateRegex(path: string, value: string): FormError[] {
  if (value.length > 1024) return [item('regex-long', path, { length: value.length })];
  const error = re2Error(value);
  return error === undefined ? [] : [item('regex', path, { error })];
}

/** RFC 7230 token; Envoy's pseudo-headers are allowed in matches. */
function isHeaderName(name: string): boolean {
  return isToken(name) || /^:(method|authority|path|scheme)$/.test(name);
}

function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

/** Percentages are 0 or at least 0.0001 (istio validation.go validatePercentage). */
function validatePercent(path: string, percent: number | null): FormError[] {
  const ok = percent !== null && percent <= 100 && (percent === 0 || percent >= 0.0001);
  return ok ? [] : [item('percent-range', path)];
}

export function validateMirror(form: MirrorForm, input: SteeringInput): FormError[] {
  const idle = !form.active && form.percent === 0;
  const missing = form.to.kind === 'service' ? form.to.name === '' : form.to.subset === '' && !form.active;
  return [
    ...validateName('routeName', form.routeName, form.ruleIndex === null, []),
    ...(missing && !idle ? [item('target-required' as const, 'to')] : []),
    ...(mirrorsToItself(form, input) ? [item('target-itself' as const, 'to', { to: nameOf(form.to) })] : []),
    ...validatePercent('percent', form.percent),
  ];
}

function nameOf(to: MirrorForm['to']): string {
  return to.kind === 'version' ? to.subset : to.name;
}

export function validateFault(form: FaultForm, input: SteeringInput): FormError[] {
  const none = form.active && !form.delay.on && !form.abort.on ? [item('fault-none' as const, 'delay')] : [];
  const delay = form.delay.on ? [...validatePercent('delay.percent', form.delay.percent), ...validateDuration(form.delay.duration)] : [];
  const abort = form.abort.on ? [...validatePercent('abort.percent', form.abort.percent), ...validateStatus(form.abort)] : [];
  return [...none, ...delay, ...abort, ...validateLimits(form, input)];
}

/** At least 1 ms and whole milliseconds (istio validation.go ValidateDuration). */
function validateDuration(duration: string): FormError[] {
  const durationMs = parseDuration(duration.trim());
  if (durationMs === undefined || /^[+-]/.test(duration)) return [item('duration', 'delay.duration', { value: duration })];
  if (durationMs < 1) return [item('duration-short', 'delay.duration', { value: duration })];
  return Number.isInteger(durationMs) ? [] : [item('duration-fraction', 'delay.duration', { value: duration })];
}

const GRPC_STATUSES = new Set(
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  ),
);

function validateStatus({ status, protocol }: FaultForm['abort']): FormError[] {
  if (protocol === 'grpc') return GRPC_STATUSES.has(status) ? [] : [item('grpc-status', 'abort.status', { value: status })];
  const ok = /^\d{3}$/.test(status) && Number(status) >= 200 && Number(status) <= 599;
  return ok ? [] : [item('http-status', 'abort.status', { value: status })];
}

function validateLimits(form: FaultForm, input: SteeringInput): FormError[] {
  if (form.scope === 'all') return [];
  if (form.blocks.length === 0) return [item('limit-required', 'blocks')];
  const errors = form.blocks.flatMap((block, index) => validateBlock(`blocks[${index}]`, block));
  const name = validateName('name', form.name, !form.active, []);
  if (errors.length > 0 || form.active) return [...name, ...errors];
  const chosen = chooseRule(input, form.ruleIndex ?? undefined);
  const base = chosen === null || isItem(chosen) ? undefined : chosen.rule.match;
  const outside = form.blocks.flatMap((block, index) =>
    narrow(base, [writeBlock(block, undefined)]).length === 0 ? [item('limit-outside-rule' as const, `blocks[${index}]`)] : [],
  );
  return [...name, ...outside];
}
