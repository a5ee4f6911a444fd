import { isObject } from '../json.ts';
import { keepsUnknownFields, type Schema, valueSchema } from '../schema/schema.ts';
import { failure, type KubeStatusError } from '../status.ts';
import { formatPath, itemElement } from './typed.ts';

/**
 * Server-side apply refuses what it cannot read with the schema: wrong shapes, unknown fields, list items that occur twice
 * (structured-merge-diff typed.AsTyped). The real server answers 500 to it.
 */
export function checkTyped(config: Record<string, unknown>, schema: Schema, describe: string): void {
  const errors: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (key === 'apiVersion' || key === 'kind' || key === 'metadata') continue;
    const field = schema.properties?.[key];
    if (field) check(value, field, [`f:${key}`], errors);
    else if (!keepsUnknownFields(schema)) errors.push(`.${key}: field not declared in schema`);
  }
  if (errors.length > 0) throw untypable(describe, errors);
}

function untypable(describe: string, errors: readonly string[]): KubeStatusError {
  const text = errors.length === 1 ? errors[0] : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
  return failure(500, undefined, `failed to create typed patch object (${describe}): ${text}`);
}

function check(value: unknown, schema: Schema, path: readonly string[], errors: string[]): void {
  if (value === null) return;
  const complain = (text: string) => errors.push(`${formatPath(path)}: ${text}`);
  if (schema.type === 'object' && !isObject(value)) complain(`expected map, got &{${shown(value)}}`);
  else if (schema.type === 'array' && !Array.isArray(value)) complain(`expected list, got &{${shown(value)}}`);
  else if (isObject(value)) checkMap(value, schema, path, errors);
  else if (Array.isArray(value)) checkList(value, schema, path, errors);
}

function checkMap(value: Record<string, unknown>, schema: Schema, path: readonly string[], errors: string[]): void {
  const elements = valueSchema(schema);
  for (const [key, entry] of Object.entries(value)) {
    const below = [...path, `f:${key}`];
    const field = schema.properties?.[key] ?? elements;
    if (field) check(entry, field, below, errors);
    else if (schema.type === 'object' && !keepsUnknownFields(schema)) errors.push(`${formatPath(below)}: field not declared in schema`);
  }
}

function checkList(value: readonly unknown[], schema: Schema, path: readonly string[], errors: string[]): void {
  const listType = schema['x-kubernetes-list-type'];
  const isAssociative = listType === 'map' || listType === 'set';
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = isAssociative ? itemElement(item, schema) : `i:${index}`;
    if (isAssociative && seen.has(element)) errors.push(`${formatPath(path)}: duplicate entries for key ${formatPath([element])}`);
    seen.add(element);
    if (schema.items) check(item, schema.items, [...path, element], errors);
  }
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
