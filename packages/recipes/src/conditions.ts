import { type Fields, fieldsOf, isFields, textOf } from '@pidalio/istio';
import { readCookie, writeCookie } from './cookie.ts';
import { fieldsList, sameJson } from './json.ts';
import type { Operator } from './operators.ts';

export const conditionKinds = ['header', 'cookie', 'uri', 'method', 'query'] as const;
export type ConditionKind = (typeof conditionKinds)[number];

/** One line of a match block. `name` is the header, cookie or query parameter; '' for the path and the method. */
export interface Condition {
  kind: ConditionKind;
  name: string;
  op: Operator;
  value: string;
}

/** One block of `match`: its conditions are ANDed, the blocks of a rule are ORed, as in the object itself. */
export interface MatchBlock {
  /** Index of the block in the object; null for a new one. */
  origin: number | null;
  conditions: Condition[];
  /** Fields of the block the form does not show; they stay as they are. */
  kept: string[];
}

export function readBlocks(match: unknown): MatchBlock[] {
  return fieldsList(match).map((block, origin) => ({ origin, ...readBlock(block) }));
}

function readBlock(block: Fields): Pick<MatchBlock, 'conditions' | 'kept'> {
  const conditions: Condition[] = [];
  const kept: string[] = [];
  for (const [field, value] of Object.entries(block)) {
    if (field === 'uri' || field === 'method') push(readCondition(field, '', value), field);
    else if ((field === 'headers' || field === 'queryParams') && isFields(value))
      for (const [name, match] of Object.entries(value))
        push(readCondition(field === 'headers' ? 'header' : 'query', name, match), `${field}.${name}`);
    else kept.push(field);
  }
  return { conditions, kept };

  function push(condition: Condition | undefined, field: string) {
    if (condition) conditions.push(condition);
    else kept.push(field);
  }
}

function readCondition(kind: 'header' | 'query' | 'uri' | 'method', name: string, match: unknown): Condition | undefined {
  if (!isFields(match)) return undefined;
  const [field, ...more] = Object.keys(match);
  const named = kind === 'header' || kind === 'query';
  // `{}` asks only that the header or parameter is there.
  if (field === undefined) return named ? { kind, name, op: 'present', value: '' } : undefined;
  const value = textOf(match[field]);
  if (more.length > 0 || value === undefined || !isStringOperator(field)) return undefined;
  const cookie = kind === 'header' && name.toLowerCase() === 'cookie' && field === 'regex' ? readCookie(value) : undefined;
  return cookie ? { kind: 'cookie', ...cookie } : { kind, name, op: field, value };
}

function isStringOperator(field: string): field is 'exact' | 'prefix' | 'regex' {
  return field === 'exact' || field === 'prefix' || field === 'regex';
}

/** The block as the object holds it; `original` is the block it was read from. Untouched blocks come back as they were. */
export function writeBlock(block: MatchBlock, original: Fields | undefined): Fields {
  if (original && sameJson(readBlock(original).conditions, block.conditions)) return original;
  const headers: Record<string, unknown> = keptEntries('headers');
  const queryParams: Record<string, unknown> = keptEntries('queryParams');
  const written: Record<string, unknown> = {};
  for (const { kind, name, op, value } of block.conditions) {
    const match = op === 'present' ? {} : { [op]: value };
    if (kind === 'uri' || kind === 'method') written[kind] = match;
    else if (kind === 'query') queryParams[name] = match;
    else if (kind === 'cookie') headers.cookie = { regex: writeCookie(name, op, value) };
    else headers[name] = match;
  }
  if (Object.keys(headers).length > 0) written.headers = headers;
  if (Object.keys(queryParams).length > 0) written.queryParams = queryParams;
  return inOrderOf(written, original, block.kept);

  function keptEntries(field: string): Record<string, unknown> {
    const entries = Object.entries(fieldsOf(original?.[field]));
    return Object.fromEntries(entries.filter(([name]) => block.kept.includes(`${field}.${name}`)));
  }
}

/** Fields stay where they stood; new ones follow. */
function inOrderOf(written: Fields, original: Fields | undefined, kept: readonly string[]): Fields {
  const result: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(original ?? {})) {
    if (field in written) result[field] = written[field];
    else if (kept.includes(field)) result[field] = value;
  }
  return { ...result, ...written };
}

export function writeBlocks(blocks: readonly MatchBlock[], original: unknown): Fields[] {
  const originals = fieldsList(original);
  return blocks.map((block) => writeBlock(block, block.origin === null ? undefined : originals[block.origin]));
}
