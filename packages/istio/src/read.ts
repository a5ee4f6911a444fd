import { parseDuration } from './duration.ts';

/** An object of unknown content, as it comes out of YAML or JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The readers below never throw: what has another type reads as absent, as Istio drops a field it cannot parse. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  // Protobuf JSON also allows numbers written as strings.
  if (typeof value === 'string' && value.trim() !== '') {
    const parsed = Number(value);
    return Number.isFinite(parsed) ? parsed : undefined;
  }
  return undefined;
}

export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === 'string');
}

export function textMapOf(value: unknown): Record<string, string> {
  const entries = Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

/** Copies what is not undefined, for fields that are absent when unset. */
export function definedOf<Value extends object>(fields: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  const defined: { [Key in keyof Value]?: NonNullable<Value[Key]> } = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined && value !== null) defined[key] = value;
  }
  return defined;
}

/** Milliseconds of a field; the duration may be absent or wrong. */
export function durationOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : parseDuration(text);
}
