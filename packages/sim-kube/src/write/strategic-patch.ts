import { cloneJson, equalJson, isObject } from '../json.ts';
import { type Schema, valueSchema } from '../schema/schema.ts';
import { badRequest } from '../status.ts';
import type { JsonObject } from '../types.ts';

/**
 * Strategic merge patch (k8s.io/apimachinery/pkg/util/strategicpatch): like a merge patch, but lists with a merge key are
 * merged item by item. The merge key of a list is the first of its list-map keys.
 */
export function strategicPatch(target: unknown, patch: JsonObject, schema: Schema | undefined): JsonObject {
  const original: JsonObject = isObject(target) ? target : {};
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return {};
  const result: JsonObject = { ...original };
  retainKeys(result, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    const field = schema?.properties?.[key] ?? (schema ? valueSchema(schema) : undefined);
    if (value === null) delete result[key];
    else if (isObject(value)) result[key] = strategicPatch(result[key], value, field);
    else if (Array.isArray(value)) result[key] = patchList(result[key], value, field, patch[`$setElementOrder/${key}`]);
    else result[key] = value;
  }
  deleteFromPrimitiveLists(result, patch);
  return result;
}

function patchList(target: unknown, patch: unknown[], schema: Schema | undefined, order: unknown): unknown[] {
  const listType = schema?.['x-kubernetes-list-type'];
  const original = Array.isArray(target) ? target : [];
  if (listType === 'set') return ordered(union(original, patch), order, (item) => item);
  const key = listType === 'map' ? schema?.['x-kubernetes-list-map-keys']?.[0] : undefined;
  if (key === undefined) return cloneJson(patch);
  if (patch.some((item) => isObject(item) && item.$patch === 'replace'))
    return patch.filter((item) => isObject(item) && item.$patch !== 'replace').map((item) => cloneJson(item));
  return ordered(mergeItems(original, patch, key, schema?.items), order, (item) => (isObject(item) ? item[key] : item));
}

function mergeItems(original: readonly unknown[], patch: readonly unknown[], key: string, schema: Schema | undefined): unknown[] {
  const result = [...original];
  for (const item of patch) {
    if (!isObject(item)) continue;
    if (item[key] === undefined) throw badRequest(`map: map[] does not contain declared merge key: ${key}`);
    const index = result.findIndex((existing) => isObject(existing) && equalJson(existing[key], item[key]));
    if (item.$patch === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = strategicPatch(result[index], item, schema);
    else result.push(withoutDirectives(item));
  }
  return result;
}

function union(original: readonly unknown[], patch: readonly unknown[]): unknown[] {
  const result = [...original];
  for (const item of patch) if (!result.includes(item)) result.push(item);
  return result;
}

/** `$setElementOrder/…` lists the items that the client knows, in its order; others keep their place behind them. */
function ordered(items: unknown[], order: unknown, keyOf: (item: unknown) => unknown): unknown[] {
  if (!Array.isArray(order)) return items;
  const wanted = order.map((entry: unknown) => keyOf(entry));
  const rank = (item: unknown) => wanted.findIndex((key) => equalJson(key, keyOf(item)));
  const known = items.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  return [...known, ...items.filter((item) => rank(item) < 0)];
}

/** `$retainKeys`: of the fields of a union only these stay. */
function retainKeys(result: JsonObject, patch: JsonObject): void {
  const retained = patch.$retainKeys;
  if (!Array.isArray(retained)) return;
  for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
}

function deleteFromPrimitiveLists(result: JsonObject, patch: JsonObject): void {
  for (const [directive, values] of Object.entries(patch)) {
    if (!directive.startsWith('$deleteFromPrimitiveList/') || !Array.isArray(values)) continue;
    const key = directive.slice('$deleteFromPrimitiveList/'.length);
    const list = result[key];
    if (Array.isArray(list)) result[key] = list.filter((item) => !values.includes(item));
  }
}

function withoutDirectives(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (key.startsWith('$') || entry === null) continue;
    if (isObject(entry)) result[key] = withoutDirectives(entry);
    else if (Array.isArray(entry)) result[key] = entry.map((item) => (isObject(item) ? withoutDirectives(item) : item));
    else result[key] = entry;
  }
  return result;
}
