import { type Fields, isFields } from '@pidalio/istio';
import { sameJson } from './json.ts';

/** A field that both sides changed, each to something else. undefined: not there. */
export interface FieldConflict {
  path: string;
  was: unknown;
  theirs: unknown;
  yours: unknown;
}

/** Both sides' changes together. Where they clash `merged` holds yours, and `conflicts` says so. */
export interface Merge {
  merged: unknown;
  conflicts: FieldConflict[];
}

/** Three-way merge of JSON. Lists are merged item by item as long as nobody changed their length; else a list is one value. */
export function mergeThreeWay(was: unknown, theirs: unknown, yours: unknown, path = ''): Merge {
  if (sameJson(theirs, yours) || sameJson(was, theirs)) return { merged: yours, conflicts: [] };
  if (sameJson(was, yours)) return { merged: theirs, conflicts: [] };
  if (isFields(theirs) && isFields(yours) && (isFields(was) || was === undefined)) return mergeFields(was ?? {}, theirs, yours, path);
  if (Array.isArray(was) && Array.isArray(theirs) && Array.isArray(yours) && was.length === theirs.length && was.length === yours.length)
    return mergeLists(was, theirs, yours, path);
  return { merged: yours, conflicts: [{ path, was, theirs, yours }] };
}

function mergeFields(was: Fields, theirs: Fields, yours: Fields, path: string): Merge {
  const conflicts: FieldConflict[] = [];
  const merged: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(yours), ...Object.keys(theirs)])) {
    const field = mergeThreeWay(was[key], theirs[key], yours[key], path === '' ? key : `${path}.${key}`);
    if (field.merged !== undefined) merged[key] = field.merged;
    conflicts.push(...field.conflicts);
  }
  return { merged, conflicts };
}

function mergeLists(was: readonly unknown[], theirs: readonly unknown[], yours: readonly unknown[], path: string): Merge {
  const items = yours.map((value, index) => mergeThreeWay(was[index], theirs[index], value, `${path}[${index}]`));
  return { merged: items.map(({ merged }) => merged), conflicts: items.flatMap(({ conflicts }) => conflicts) };
}
