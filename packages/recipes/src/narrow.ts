import { type Fields, fieldsOf, isFields, readStringMatch, type StringMatch } from '@pidalio/istio';
import { fieldsList } from './json.ts';
import { compileRe2 } from './re2.ts';

/**
 * The match blocks that mean "what `base` matches, and one of `limits` too". Blocks are ORed, so every pair is ANDed into one; pairs that
 * no request can pass, or that one block cannot say (two different regexes on one field), are left out.
 */
export function narrow(base: unknown, limits: readonly Fields[]): Fields[] {
  const blocks = fieldsList(base);
  if (blocks.length === 0) return [...limits];
  return limits.flatMap((limit) => blocks.map((block) => intersect(block, limit)).filter((both) => both !== undefined));
}

function intersect(block: Fields, limit: Fields): Fields | undefined {
  const result: Record<string, unknown> = { ...block };
  for (const [field, value] of Object.entries(limit)) {
    if (!(field in block)) result[field] = value;
    else {
      const both = intersectField(field, block[field], value);
      if (both === undefined) return undefined;
      result[field] = both;
    }
  }
  return result;
}

function intersectField(field: string, base: unknown, limit: unknown): unknown {
  if (field === 'headers' || field === 'queryParams' || field === 'withoutHeaders') return intersectMaps(fieldsOf(base), fieldsOf(limit));
  return isFields(base) && isFields(limit)
    ? intersectStrings(base, limit)
    : JSON.stringify(base) === JSON.stringify(limit)
      ? base
      : undefined;
}

function intersectMaps(base: Fields, limit: Fields): Fields | undefined {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(limit)) {
    const both = name in base ? intersectStrings(fieldsOf(base[name]), fieldsOf(value)) : value;
    if (both === undefined) return undefined;
    result[name] = both;
  }
  return result;
}

/** The narrower of two string matches when it lies within the other. */
function intersectStrings(base: Fields, limit: Fields): Fields | undefined {
  const outer = readStringMatch(base);
  const inner = readStringMatch(limit);
  if (outer === undefined) return limit;
  if (inner === undefined) return base;
  if (covers(outer, inner)) return limit;
  return covers(inner, outer) ? base : undefined;
}

function covers(outer: StringMatch, inner: StringMatch): boolean {
  if (outer.type === 'present' || inner.type === 'present') return outer.type === 'present';
  if (outer.type === 'exact') return inner.type === 'exact' && inner.value === outer.value;
  if (outer.type === 'prefix') return inner.type !== 'regex' && inner.value.startsWith(outer.value);
  if (outer.type !== 'regex') return false;
  if (inner.type === 'regex') return inner.value === outer.value;
  return inner.type === 'exact' && (compileRe2(outer.value)?.matches(inner.value) ?? false);
}

/** Whether every request that passes `inner` passes `outer` too, as far as the blocks themselves tell. */
export function isWithin(inner: unknown, outer: unknown): boolean {
  const outers = fieldsList(outer);
  if (outers.length === 0) return true;
  const inners = fieldsList(inner);
  return inners.length > 0 && inners.every((block) => outers.some((candidate) => blockCovers(candidate, block)));
}

function blockCovers(outer: Fields, inner: Fields): boolean {
  return Object.entries(outer).every(([field, value]) => {
    if (field === 'name') return true;
    if (!(field in inner)) return false;
    return JSON.stringify(intersectField(field, value, inner[field])) === JSON.stringify(inner[field]);
  });
}
