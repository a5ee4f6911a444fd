import { cloneJson, equalJson, isObject, isString, sortKeys } from '../json.ts';
import { type Schema, valueSchema } from '../schema/schema.ts';
import type { JsonObject } from '../types.ts';
import { FieldSet } from './field-set.ts';

// The operations of sigs.k8s.io/structured-merge-diff/v6/typed on plain JSON values, with a structural schema as the type.
// Where there is no schema (free-form fields) maps are granular and lists atomic, as its "deduced" type says.

type Shape = { kind: 'leaf' } | { kind: 'map'; fieldSchema: (key: string) => Schema | undefined } | { kind: 'list'; schema: Schema };

function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (isObject(value)) {
    if (schema?.['x-kubernetes-map-type'] === 'atomic') return { kind: 'leaf' };
    return { kind: 'map', fieldSchema: (key) => fieldSchema(schema, key) };
  }
  if (Array.isArray(value)) {
    const listType = schema?.['x-kubernetes-list-type'];
    if (schema && (listType === 'map' || listType === 'set')) return { kind: 'list', schema };
  }
  return { kind: 'leaf' };
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.properties?.[key] ?? (schema ? valueSchema(schema) : undefined);
}

function isDeclared(schema: Schema | undefined, key: string): boolean {
  return schema?.properties !== undefined && key in schema.properties;
}

/** The path element of one list item: its keys in a list-map, itself in a set. */
export function itemElement(item: unknown, schema: Schema): string {
  if (schema['x-kubernetes-list-type'] === 'set') return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const key of [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const found = isObject(item) ? item[key] : undefined;
    const value = found ?? schema.items?.properties?.[key]?.default;
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** Every path that a value has. Members are leaves, free map keys, list items and empty structs. */
export function toFieldSet(value: unknown, schema: Schema | undefined): FieldSet {
  const set = new FieldSet();
  collect(value, schema, [], set);
  return set;
}

function collect(value: unknown, schema: Schema | undefined, path: readonly string[], set: FieldSet): void {
  const shape = shapeOf(value, schema);
  if (shape.kind === 'map' && isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      const below = [...path, `f:${key}`];
      collect(entry, shape.fieldSchema(key), below, set);
      if (entry === null || (isObject(entry) && Object.keys(entry).length === 0) || !isDeclared(schema, key)) set.insert(below);
    }
  } else if (shape.kind === 'list' && Array.isArray(value)) {
    for (const item of value) {
      const below = [...path, itemElement(item, shape.schema)];
      if (shape.schema['x-kubernetes-list-type'] === 'map') collect(item, shape.schema.items, below, set);
      set.insert(below);
    }
    if (value.length === 0) set.insert(path);
  } else set.insert(path);
}

export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** What changed between two states of an object, path by path. */
export function compare(before: unknown, after: unknown, schema: Schema | undefined): Comparison {
  const result: Comparison = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  walk(before, after, schema, [], result);
  return result;
}

function walk(before: unknown, after: unknown, schema: Schema | undefined, path: readonly string[], result: Comparison): void {
  const shape = shapeOf(after ?? before, schema);
  const inLeaf = shape.kind === 'leaf' || shapeOf(before ?? after, schema).kind === 'leaf';
  if (inLeaf) {
    if (before === undefined) result.added.insert(path);
    else if (after === undefined) result.removed.insert(path);
    else if (!equalJson(before, after)) result.modified.insert(path);
    return;
  }
  if (shape.kind === 'map') {
    const old = isObject(before) ? before : {};
    const now = isObject(after) ? after : {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
      walk(old[key], now[key], shape.fieldSchema(key), [...path, `f:${key}`], result);
  } else if (shape.kind === 'list') {
    const old = itemsByElement(before, shape.schema);
    const now = itemsByElement(after, shape.schema);
    for (const element of new Set([...old.keys(), ...now.keys()]))
      walk(old.get(element), now.get(element), shape.schema.items, [...path, element], result);
  }
  if (before === undefined) result.added.insert(path);
  else if (after === undefined) result.removed.insert(path);
}

function itemsByElement(list: unknown, schema: Schema): Map<string, unknown> {
  return new Map((Array.isArray(list) ? list : []).map((item) => [itemElement(item, schema), item]));
}

/** Lays an applied configuration over the live object; what the configuration lacks stays as it is. */
export function merge(live: unknown, config: unknown, schema: Schema | undefined): unknown {
  if (config === undefined) return cloneJson(live);
  const shape = shapeOf(config, schema);
  if (shape.kind === 'map' && isObject(config)) {
    const result: JsonObject = isObject(live) ? cloneJson(live) : {};
    for (const [key, entry] of Object.entries(config))
      result[key] = merge(isObject(live) ? live[key] : undefined, entry, shape.fieldSchema(key));
    return result;
  }
  if (shape.kind === 'list' && Array.isArray(config) && Array.isArray(live)) return mergeLists(live, config, shape.schema);
  return cloneJson(config);
}

/** Items of both lists: shared ones in the order of the configuration, the others where they were. */
function mergeLists(live: readonly unknown[], config: readonly unknown[], schema: Schema): unknown[] {
  const liveItems = itemsByElement(live, schema);
  const configItems = itemsByElement(config, schema);
  const left = [...liveItems.keys()];
  const right = [...configItems.keys()];
  const merged: unknown[] = [];
  const take = (element: string) => merged.push(merge(liveItems.get(element), configItems.get(element), schema.items));
  const done = new Set<string>();
  while (left.length > 0 || right.length > 0) {
    const l = left[0];
    const r = right[0];
    if (l !== undefined && done.has(l)) left.shift();
    else if (l !== undefined && !configItems.has(l)) {
      merged.push(cloneJson(liveItems.get(l)));
      left.shift();
    } else if (r !== undefined) {
      take(r);
      done.add(r);
      right.shift();
    } else left.shift();
  }
  return merged;
}

/** A copy without the given paths. */
export function removeItems(value: unknown, paths: FieldSet, schema: Schema | undefined): unknown {
  if (paths.isEmpty) return cloneJson(value);
  const shape = shapeOf(value, schema);
  if (shape.kind === 'map' && isObject(value)) {
    const result: JsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      const element = `f:${key}`;
      if (paths.hasMember(element)) continue;
      result[key] = removeItems(entry, paths.below(element), shape.fieldSchema(key));
    }
    return result;
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    const result: unknown[] = [];
    for (const item of value) {
      const element = itemElement(item, shape.schema);
      if (paths.hasMember(element)) continue;
      result.push(removeItems(item, paths.below(element), shape.schema.items));
    }
    return result;
  }
  return cloneJson(value);
}

/** True when the last element of a path is a field that the schema declares (as opposed to a free map key or a list item). */
export function namesDeclaredField(path: readonly string[], schema: Schema | undefined): boolean {
  let current = schema;
  for (const [index, element] of path.entries()) {
    const isLast = index === path.length - 1;
    if (element.startsWith('f:')) {
      const key = element.slice(2);
      if (isLast) return isDeclared(current, key);
      current = fieldSchema(current, key);
    } else {
      if (isLast) return false;
      current = current?.items;
    }
  }
  return false;
}

/** A path as conflicts print it: `.spec.ports[name="http"].port`. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((element) => {
      const body = element.slice(2);
      if (element.startsWith('f:')) return `.${body}`;
      if (element.startsWith('v:')) return `[=${body}]`;
      if (element.startsWith('i:')) return `[${body}]`;
      const keys: unknown = JSON.parse(body);
      if (!isObject(keys)) return `[${body}]`;
      return `[${Object.entries(sortKeys(keys))
        .map(([key, value]) => `${key}=${isString(value) ? JSON.stringify(value) : String(value)}`)
        .join(',')}]`;
    })
    .join('');
}
