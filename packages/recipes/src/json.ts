import { type Fields, isFields, listOf } from '@pidalio/istio';

/** The objects of a list; anything else in it is passed over by readers and kept by writers. */
export function fieldsList(value: unknown): Fields[] {
  return listOf(value).filter(isFields);
}

/** Same content; the order of keys does not count, that of lists does. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => sameJson(value, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameJson(a[key], b[key]));
}

/** A copy without the named fields. */
export function without(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** A copy with one field set where it stands, or, if it is new, in front of the first of `before` that exists, else at the end. */
export function withField(fields: Fields, name: string, value: unknown, before: readonly string[] = []): Fields {
  if (name in fields) return { ...fields, [name]: value };
  const entries = Object.entries(fields);
  const at = entries.findIndex(([key]) => before.includes(key));
  entries.splice(at < 0 ? entries.length : at, 0, [name, value]);
  return Object.fromEntries(entries);
}
