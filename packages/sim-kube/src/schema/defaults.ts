import { cloneJson, isObject } from '../json.ts';
import { type Schema, valueSchema } from './schema.ts';

/**
 * Fills in the defaults of a structural schema, in place (apiextensions pkg/apiserver/schema/defaulting). A null where the
 * schema has a default and is not nullable counts as absent.
 */
export function applyDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    value.forEach((item, index) => {
      if (item === null && items.default !== undefined && !items.nullable) value[index] = cloneJson(items.default);
      applyDefaults(value[index], items);
    });
    return;
  }
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.default !== undefined && (value[name] === undefined || (value[name] === null && !field.nullable)))
      value[name] = cloneJson(field.default);
    if (value[name] !== undefined) applyDefaults(value[name], field);
  }
  const elements = valueSchema(schema);
  if (!elements) return;
  for (const name of Object.keys(value)) {
    if (schema.properties && name in schema.properties) continue;
    if (value[name] === null && elements.default !== undefined && !elements.nullable) value[name] = cloneJson(elements.default);
    applyDefaults(value[name], elements);
  }
}

/** Drops fields that are null but not nullable, in place: for the API server they are not there. List items stay. */
export function dropNulls(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const item of value) dropNulls(item, items);
    return;
  }
  if (!isObject(value)) return;
  const elements = valueSchema(schema);
  for (const name of Object.keys(value)) {
    const field = schema.properties?.[name] ?? elements;
    if (!field) continue;
    if (value[name] === null && !field.nullable && field.type !== undefined) delete value[name];
    else dropNulls(value[name], field);
  }
}
