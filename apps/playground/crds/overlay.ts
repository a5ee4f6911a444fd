import type { Schema } from './dts-to-schema.ts';

/**
 * An overlay names places in a schema by path and says what to merge there. Path syntax: `spec.http[].timeout`, where `[]` is
 * "every element" and `{}` "every value of the map"; `**.name` means every field of that name, however deep.
 * Shorthands: `duration: true` (a CEL rule), `oneOfFields: [a, b]` (at most one of them), `rules: [[rule, message]]` (CEL).
 */
export type Overlay = Record<string, Record<string, unknown>>;

/** Merges the overlay into the schema in place. A path that leads nowhere is a mistake in the overlay and throws. */
export function applyOverlay(schema: Schema, overlay: Overlay): void {
  for (const [place, patch] of Object.entries(overlay)) {
    const targets = place.startsWith('**.') ? everyFieldNamed(schema, place.slice(3)) : at(schema, place);
    if (targets.length === 0) throw new Error(`overlay path ${place} leads nowhere`);
    for (const target of targets) merge(target, expand(patch));
  }
}

function at(schema: Schema, place: string): Schema[] {
  let current: Schema[] = [schema];
  for (const step of place.match(/[^.[\]{}]+|\[\]|\{\}/g) ?? []) current = current.flatMap((node) => child(node, step));
  return current;
}

function child(node: Schema, step: string): Schema[] {
  const next = step === '[]' ? node.items : step === '{}' ? node.additionalProperties : node.properties?.[step];
  return next ? [next] : [];
}

function everyFieldNamed(schema: Schema, name: string): Schema[] {
  const own = schema.properties?.[name];
  const children = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(schema.additionalProperties ? [schema.additionalProperties] : []),
  ];
  return [...(own ? [own] : []), ...children.flatMap((next) => everyFieldNamed(next, name))];
}

function expand({ duration, oneOfFields, rules, ...rest }: Record<string, unknown>): Schema {
  const patch: Schema = { ...rest };
  const validations: { rule: string; message: string }[] = [];
  if (duration) validations.push({ rule: "duration(self) >= duration('1ms')", message: 'must be a valid duration greater than 1ms' });
  if (Array.isArray(rules)) for (const [rule, message] of rules) validations.push({ rule: String(rule), message: String(message) });
  if (validations.length > 0) patch['x-kubernetes-validations'] = validations;
  if (Array.isArray(oneOfFields)) {
    const alternatives = oneOfFields.map((field) => ({ required: [String(field)] }));
    patch.oneOf = [{ not: { anyOf: alternatives } }, ...alternatives];
  }
  return patch;
}

function merge(target: Schema, patch: Schema): void {
  for (const [key, value] of Object.entries(patch)) {
    const present = target[key];
    if (key === 'x-kubernetes-validations' && Array.isArray(present) && Array.isArray(value)) target[key] = [...present, ...value];
    else if (key === 'properties' && target.properties) Object.assign(target.properties, value);
    else target[key] = value;
  }
}
