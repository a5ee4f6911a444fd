import { isObject } from '../json.ts';
import type { JsonObject } from '../types.ts';
import { keepsUnknownFields, type Schema, valueSchema } from './schema.ts';

/**
 * Drops what a structural schema does not name and returns the paths dropped (apiextensions pkg/apiserver/schema/pruning).
 * `apiVersion`, `kind` and `metadata` of an embedded resource stay. Changes `value` in place.
 */
export function prune(value: unknown, schema: Schema, path = ''): string[] {
  const dropped: string[] = [];
  pruneValue(value, schema, path, dropped, path === '');
  return dropped;
}

function pruneValue(value: unknown, schema: Schema, path: string, dropped: string[], isResource: boolean): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const [index, item] of value.entries()) pruneValue(item, items, `${path}[${index}]`, dropped, isResourceSchema(items));
    return;
  }
  if (isObject(value)) pruneObject(value, schema, path, dropped, isResource);
}

function pruneObject(value: JsonObject, schema: Schema, path: string, dropped: string[], isResource: boolean): void {
  const elements = valueSchema(schema);
  for (const key of Object.keys(value).sort()) {
    if (isResource && (key === 'apiVersion' || key === 'kind' || key === 'metadata')) continue;
    const place = path === '' ? key : `${path}.${key}`;
    const field = schema.properties?.[key];
    if (field) pruneValue(value[key], field, place, dropped, isResourceSchema(field));
    else if (elements) pruneValue(value[key], elements, place, dropped, isResourceSchema(elements));
    else if (!keepsUnknownFields(schema)) {
      dropped.push(place);
      delete value[key];
    }
  }
}

function isResourceSchema(schema: Schema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true;
}
