import { isObject } from '../json.ts';
import { type Schema, valueSchema } from '../schema/schema.ts';
import { builtinTypeName } from './schemas.ts';

/** What Go's JSON decoder says of the first value that does not fit the type of its field; metadata is checked elsewhere. */
export function goTypeProblem(object: Record<string, unknown>, schema: Schema, kind: string): string | undefined {
  for (const [key, value] of Object.entries(object)) {
    const field = schema.properties?.[key];
    if (!field || ['apiVersion', 'kind', 'metadata'].includes(key)) continue;
    const problem = check(value, field, kind, [key]);
    if (problem) return problem;
  }
  return undefined;
}

function check(value: unknown, schema: Schema, struct: string, path: readonly string[]): string | undefined {
  if (value === null || value === undefined || schema['x-kubernetes-int-or-string']) return undefined;
  if (!fits(value, schema)) {
    return `json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct}.${path.join('.')} of type ${goType(schema)}`;
  }
  if (Array.isArray(value)) return schema.items ? first(value, (item) => check(item, schema.items ?? {}, struct, path)) : undefined;
  if (!isObject(value)) return undefined;
  const own = builtinTypeName(schema) ?? struct;
  const elements = valueSchema(schema);
  return first(Object.entries(value), ([key, entry]) => {
    const field = schema.properties?.[key];
    if (field) return check(entry, field, own, [...path, key]);
    return elements ? check(entry, elements, struct, path) : undefined;
  });
}

function first<T>(list: readonly T[], problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of list) {
    const problem = problemOf(item);
    if (problem) return problem;
  }
  return undefined;
}

function fits(value: unknown, { type }: Schema): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return true;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`;
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goType(schema: Schema): string {
  switch (schema.type) {
    case 'integer':
      return schema.format ?? 'int32';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'array':
      return `[]${goType(schema.items ?? {})}`;
    case 'object': {
      const name = builtinTypeName(schema);
      if (name) return `v1.${name}`;
      return `map[string]${goType(valueSchema(schema) ?? {})}`;
    }
    default:
      return schema.type ?? 'interface {}';
  }
}
