import { isIP } from 'node:net';
import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { equalJson, isObject } from '../json.ts';
import type { FieldError } from '../status.ts';
import { type Schema, type ValidationRule, valueSchema } from './schema.ts';
import { counterpart, join } from './validate.ts';

// x-kubernetes-validations: CEL rules at any place of a schema (apiextensions pkg/apiserver/schema/cel). Rules that mention
// oldSelf run on updates only; unchanged values are not checked again.

type Program = (context: Record<string, unknown>) => unknown;

/** Runs every rule of a schema over a value. */
export function validateRules(value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  const errors: FieldError[] = [];
  walk(value, schema, path, old, errors);
  return errors;
}

function walk(value: unknown, schema: Schema, path: string, old: unknown, errors: FieldError[]): void {
  if (value === undefined || value === null || !hasRules(schema)) return;
  const isUnchanged = old !== undefined && equalJson(value, old);
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    if (isUnchanged && !usesOldSelf(rule)) continue;
    const error = runRule(rule, value, schema, path, old);
    if (error) errors.push(error);
  }
  if (isUnchanged) return;
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) walk(item, schema.items, `${path}[${index}]`, counterpart(item, schema, old), errors);
  } else if (isObject(value)) {
    const elements = valueSchema(schema);
    for (const [name, entry] of Object.entries(value)) {
      const before = isObject(old) ? old[name] : undefined;
      const field = schema.properties?.[name];
      if (field) walk(entry, field, join(path, name), before, errors);
      else if (elements) walk(entry, elements, `${path}[${name}]`, before, errors);
    }
  }
}

const ruleful = new WeakMap<Schema, boolean>();

/** Whether there is a rule anywhere below; most of a schema has none. */
function hasRules(schema: Schema): boolean {
  const known = ruleful.get(schema);
  if (known !== undefined) return known;
  ruleful.set(schema, false);
  const below = [...Object.values(schema.properties ?? {}), schema.items, valueSchema(schema)];
  const found = schema['x-kubernetes-validations'] !== undefined || below.some((next) => next !== undefined && hasRules(next));
  ruleful.set(schema, found);
  return found;
}

function usesOldSelf({ rule }: ValidationRule): boolean {
  return /\boldSelf\b/.test(rule);
}

function runRule(rule: ValidationRule, value: unknown, schema: Schema, path: string, old: unknown): FieldError | undefined {
  if (usesOldSelf(rule) && old === undefined && !rule.optionalOldSelf) return undefined;
  const context = { self: toCel(value, schema), ...(old === undefined ? {} : { oldSelf: toCel(old, schema) }) };
  try {
    if (compile(rule.rule)(context) === true) return undefined;
  } catch (error) {
    const why = goError(error, value);
    return ruleError(rule, path, schema.type ?? 'object', `${why} evaluating rule: ${rule.message ?? rule.rule}`, true);
  }
  return ruleError(rule, path, value, messageOf(rule, context), false);
}

function messageOf(rule: ValidationRule, context: Record<string, unknown>): string {
  if (rule.messageExpression) {
    try {
      const text = compile(rule.messageExpression)(context);
      if (typeof text === 'string' && text !== '') return text;
    } catch {
      // A failing messageExpression falls back to the message.
    }
  }
  return rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
}

function ruleError(rule: ValidationRule, path: string, value: unknown, text: string, showValue: boolean): FieldError {
  const place = path === '' ? '<nil>' : path;
  const field = rule.fieldPath ? join(path, rule.fieldPath.replace(/^\./, '')) : place;
  const isScalar = showValue || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${text}` };
    case 'FieldValueRequired':
      return { reason: 'FieldValueRequired', field, message: `Required value: ${text}` };
    case 'FieldValueDuplicate':
      return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${JSON.stringify(value)}` };
    default:
      return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${isScalar ? `${JSON.stringify(value)}: ` : ''}${text}` };
  }
}

/** cel-go's words for the failures that people meet. */
function goError(error: unknown, value: unknown): string {
  const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (/Invalid duration/.test(text)) return "type conversion error from 'string' to 'google.protobuf.Duration'";
  if (error instanceof UrlError) return `URL parse error during conversion from string: parse ${JSON.stringify(value)}: ${error.message}`;
  const key = /^No such key: (.*)$/.exec(text);
  return key ? `no such key: ${key[1]}` : text;
}

const programs = new Map<string, Program>();

/** A parsed rule; throws cel-js' ParseError for what is no CEL. */
export function compile(rule: string): Program {
  let program = programs.get(rule);
  if (!program) {
    program = environment.parse(forCelJs(rule));
    programs.set(rule, program);
  }
  return program;
}

/**
 * Says in other words what cel-js does differently: it knows `has()` of plain selections only (`has(a[0].b)` is membership,
 * which is the same for JSON), and its `matches` takes JavaScript's regular expressions where CEL means RE2.
 */
function forCelJs(rule: string): string {
  return rule.replace(/\bhas\(([\w.]+\[\d+\](?:\.\w+|\[\d+\])*)\.(\w+)\)/g, "('$2' in $1)").replaceAll('.matches(', '.matchesRe2(');
}

/** JSON as CEL sees it with a schema: integers are ints, other numbers doubles. */
function toCel(value: unknown, schema: Schema | undefined): unknown {
  if (typeof value === 'number') return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.items));
  if (!isObject(value)) return value;
  const map: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value))
    map[name] = toCel(entry, schema?.properties?.[name] ?? (schema ? valueSchema(schema) : undefined));
  return map;
}

class UrlError extends Error {}

class Url {
  readonly url: URL;
  constructor(url: URL) {
    this.url = url;
  }
}

/** The parts of Kubernetes' CEL libraries (apiserver pkg/cel/library) that cel-js lacks and CRDs use. */
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  .registerType('kubernetes.URL', Url)
  .registerFunction('url(string): kubernetes.URL', (text: string) => new Url(parseUrl(text)))
  .registerFunction('isURL(string): bool', (text: string) => isUrl(text))
  .registerFunction('kubernetes.URL.getScheme(): string', ({ url }: Url) => url.protocol.replace(/:$/, ''))
  .registerFunction('kubernetes.URL.getHost(): string', ({ url }: Url) => url.host)
  .registerFunction('kubernetes.URL.getHostname(): string', ({ url }: Url) => url.hostname)
  .registerFunction('kubernetes.URL.getPort(): string', ({ url }: Url) => url.port)
  .registerFunction('kubernetes.URL.getEscapedPath(): string', ({ url }: Url) => url.pathname)
  .registerFunction('string.matchesRe2(string): bool', (text: string, pattern: string) => RE2JS.compile(pattern).matcher(text).find())
  .registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0)
  .registerFunction('string.find(string): string', (text: string, pattern: string) => findAll(text, pattern)[0] ?? '')
  .registerFunction('string.findAll(string): list', (text: string, pattern: string) => findAll(text, pattern))
  .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) => text.replaceAll(from, to))
  .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
    list.every((item, index) => index === 0 || !isLess(item, list[index - 1])),
  )
  .registerFunction('list.sum(): dyn', (list: unknown[]) => list.reduce<bigint | number>(add, 0n))
  .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, isLess))
  .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, (a, b) => isLess(b, a)))
  .registerFunction('list.indexOf(dyn): int', (list: unknown[], item: unknown) => BigInt(list.indexOf(item)))
  .registerFunction('list.lastIndexOf(dyn): int', (list: unknown[], item: unknown) => BigInt(list.lastIndexOf(item)));

function parseUrl(text: string): URL {
  if (!isUrl(text)) throw new UrlError('invalid URI for request');
  return new URL(text, 'relative://host');
}

function isUrl(text: string): boolean {
  return text.startsWith('/') || (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text));
}

function findAll(text: string, pattern: string): string[] {
  const matcher = RE2JS.compile(pattern).matcher(text);
  const found: string[] = [];
  while (matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a < b;
  if ((typeof a === 'bigint' || typeof a === 'number') && (typeof b === 'bigint' || typeof b === 'number')) return a < b;
  return false;
}

function add(sum: bigint | number, item: unknown): bigint | number {
  if (typeof item === 'bigint' && typeof sum === 'bigint') return sum + item;
  return Number(sum) + Number(item);
}

function extreme(list: readonly unknown[], isBetter: (a: unknown, b: unknown) => boolean): unknown {
  if (list.length === 0) throw new EvaluationError('min called on empty list');
  return list.reduce((best, item) => (isBetter(item, best) ? item : best));
}
