import { RE2JS } from 're2js';
import { equalJson, isObject } from '../json.ts';
import type { FieldError } from '../status.ts';
import { formatError } from './formats.ts';
import { type Schema, valueSchema } from './schema.ts';

// The checks and texts of kube-openapi's validator as apiextensions prints them (pkg/apiserver/validation). Parts of an object
// that an update does not change are not checked again ("ratcheting").

/** Checks a value against a schema. `path` is '' for the whole object. */
export function validate(value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  const errors: FieldError[] = [];
  check(value, schema, path, old, errors);
  return errors;
}

function check(value: unknown, schema: Schema, path: string, old: unknown, errors: FieldError[]): void {
  if (old !== undefined && equalJson(value, old)) return;
  if (value === null && schema.nullable) return;
  if (!checkType(value, schema, path, errors)) return;
  checkEnum(value, schema, path, errors);
  if (typeof value === 'string') checkString(value, schema, path, errors);
  else if (typeof value === 'number') checkNumber(value, schema, path, errors);
  else if (Array.isArray(value)) checkArray(value, schema, path, old, errors);
  else if (isObject(value)) checkObject(value, schema, path, old, errors);
  checkCombinations(value, schema, path, errors);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(value: unknown, schema: Schema, path: string, errors: FieldError[]): boolean {
  const actual = typeName(value);
  const expected = schema['x-kubernetes-int-or-string'] ? 'integer,string' : schema.type;
  if (!expected || expected === '') return true;
  if (expected.split(',').includes(actual) || (expected === 'number' && actual === 'integer')) return true;
  errors.push(invalidAt('FieldValueTypeInvalid', path, actual, `must be of type ${expected}: "${actual}"`));
  return false;
}

function checkEnum(value: unknown, { enum: allowed }: Schema, path: string, errors: FieldError[]): void {
  if (!allowed || allowed.some((entry) => equalJson(entry, value))) return;
  const list = allowed.map((entry) => `"${typeof entry === 'string' ? entry : JSON.stringify(entry)}"`).join(', ');
  errors.push({
    reason: 'FieldValueNotSupported',
    field: path,
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
  });
}

function checkString(value: string, schema: Schema, path: string, errors: FieldError[]): void {
  const length = [...value].length;
  const { minLength, maxLength, pattern, format } = schema;
  if (maxLength !== undefined && length > maxLength)
    errors.push({ reason: 'FieldValueTooLong', field: path, message: `Too long: may not be more than ${maxLength} bytes` });
  if (minLength !== undefined && length < minLength)
    errors.push(invalidAt('FieldValueInvalid', path, value, `should be at least ${minLength} chars long`));
  if (pattern !== undefined && !compiled(pattern).matcher(value).find())
    errors.push(invalidAt('FieldValueInvalid', path, value, `should match '${pattern}'`));
  const wrong = format === undefined ? undefined : formatError(value, format);
  if (wrong) errors.push(invalidAt('FieldValueInvalid', path, value, `must be of type ${format}: ${JSON.stringify(value)}`));
}

const patterns = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  let regex = patterns.get(pattern);
  if (!regex) {
    regex = RE2JS.compile(pattern);
    patterns.set(pattern, regex);
  }
  return regex;
}

function checkNumber(value: number, schema: Schema, path: string, errors: FieldError[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    errors.push(invalidAt('FieldValueInvalid', path, value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`));
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    errors.push(invalidAt('FieldValueInvalid', path, value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`));
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    errors.push(invalidAt('FieldValueInvalid', path, value, `should be a multiple of ${multipleOf}`));
}

function checkArray(value: readonly unknown[], schema: Schema, path: string, old: unknown, errors: FieldError[]): void {
  const { minItems, maxItems, uniqueItems, items } = schema;
  if (minItems !== undefined && value.length < minItems)
    errors.push(invalidAt('FieldValueInvalid', path, value.length, `should have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems)
    errors.push({ reason: 'FieldValueTooMany', field: path, message: `Too many: ${value.length}: must have at most ${maxItems} items` });
  if (uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
    errors.push(invalidAt('FieldValueInvalid', path, '', "shouldn't contain duplicates"));
  checkUnique(value, schema, path, errors);
  if (items) for (const [index, item] of value.entries()) check(item, items, `${path}[${index}]`, counterpart(item, schema, old), errors);
}

/** The old item that a list-map identifies with this one; other lists cannot be correlated. */
export function counterpart(item: unknown, schema: Schema, old: unknown): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!keys || !Array.isArray(old) || !isObject(item)) return undefined;
  return old.find((candidate) => isObject(candidate) && keys.every((key) => equalJson(candidate[key], item[key])));
}

function checkUnique(value: readonly unknown[], schema: Schema, path: string, errors: FieldError[]): void {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const identity = listType === 'set' ? item : Object.fromEntries(keys.map((key) => [key, isObject(item) ? item[key] : undefined]));
    const text = JSON.stringify(identity);
    if (seen.has(text)) errors.push({ reason: 'FieldValueDuplicate', field: `${path}[${index}]`, message: `Duplicate value: ${text}` });
    seen.add(text);
  }
}

function checkObject(value: Record<string, unknown>, schema: Schema, path: string, old: unknown, errors: FieldError[]): void {
  const count = Object.keys(value).length;
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && count < minProperties)
    errors.push(invalidAt('FieldValueInvalid', path, count, `should have at least ${minProperties} properties`));
  if (maxProperties !== undefined && count > maxProperties)
    errors.push({ reason: 'FieldValueTooMany', field: path, message: `Too many: ${count}: must have at most ${maxProperties} items` });
  for (const name of schema.required ?? [])
    if (value[name] === undefined) errors.push({ reason: 'FieldValueRequired', field: join(path, name), message: 'Required value' });
  const elements = valueSchema(schema);
  for (const [name, entry] of Object.entries(value)) {
    const field = schema.properties?.[name];
    const before = isObject(old) ? old[name] : undefined;
    if (field) check(entry, field, join(path, name), before, errors);
    else if (elements) check(entry, elements, join(path, name), before, errors);
  }
}

/** oneOf, anyOf, allOf and not: what they say names no field ("<nil>"), as in the real server. */
function checkCombinations(value: unknown, schema: Schema, path: string, errors: FieldError[]): void {
  const combined = (text: string) =>
    errors.push({ reason: 'FieldValueInvalid', field: '<nil>', message: `Invalid value: "": "${path}" ${text}` });
  const valid = (part: Schema) => validate(value, part, path).length === 0;
  if (schema.allOf) {
    const failures = schema.allOf.flatMap((part) => validate(value, part, path));
    if (failures.length > 0) {
      errors.push(...failures);
      combined('must validate all the schemas (allOf)');
    }
  }
  if (schema.anyOf && !schema.anyOf.some(valid)) combined('must validate at least one schema (anyOf)');
  if (schema.oneOf) {
    const count = schema.oneOf.filter(valid).length;
    if (count !== 1)
      combined(`must validate one and only one schema (oneOf). Found ${count === 0 ? 'none valid' : `${count} valid alternatives`}`);
  }
  if (schema.not && valid(schema.not)) combined('must not validate the schema (not)');
}

function invalidAt(reason: FieldError['reason'], path: string, value: unknown, text: string): FieldError {
  return { reason, field: path === '' ? '<nil>' : path, message: `Invalid value: ${JSON.stringify(value)}: ${path} in body ${text}` };
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
