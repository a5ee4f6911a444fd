import { type Fields, isFields } from '@pidalio/istio';

/** What a claim can be compared with: itself if it is a text, or each text of a list; other types equal nothing. */
export function claimTexts(claims: Fields, path: readonly string[], spaceDelimited: readonly string[]): string[] {
  const value = claimAt(claims, path);
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
  if (typeof value !== 'string') return [];
  const isList = path.length === 1 && spaceDelimited.includes(path[0] ?? '') && value.includes(' ');
  return isList ? value.split(' ') : [value];
}

export function claimAt(claims: Fields, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const key of path) value = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}
