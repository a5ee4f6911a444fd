import type { Schema } from './dts-to-schema.ts';

/**
 * An overlay names places in a schema by path and says what to merge there. Path syntax: `spec.http[].timeout`, where `[]` is
 * "every element" and `{}` "every value of the map"; `**.name` means every place that ends so, however deep.
 * Shorthands: `duration: true` (a CEL rule), `rules: [[rule, message]]` (CEL), `oneOfFields: [a, b]` (at most one of them; a list
 * of such lists for several groups), `fields` (properties that the declarations lack), `without` (keywords to drop).
 */
export type Overlay = Record<string, Record<string, unknown>>;

/** Merges the overlay into the schema in place. A path that leads nowhere is a mistake in the overlay and throws. */
export function applyOverlay(schema: Schema, overlay: Overlay): void {
  for (const [place, patch] of Object.entries(overlay)) {
    const targets = placesOf(schema, place);
    if (targets.length === 0) throw new Error(`overlay path ${place} leads nowhere`);
    for (const target of targets) merge(target, expand(patch));
  }
}

/** The part of an overlay for a whole group of kinds that this schema has the fields for. */
export function applicable(schema: Schema, overlay: Overlay): Overlay {
  return Object.fromEntries(Object.entries(overlay).filter(([place]) => placesOf(schema, place).length > 0));
}

function placesOf(schema: Schema, place: string): Schema[] {
  return place.startsWith('**.') ? everywhere(schema, place.slice(3)) : at(schema, place);
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

function everywhere(schema: Schema, place: string): Schema[] {
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [...at(schema, place), ...children.flatMap((next) => (next ? everywhere(next, place) : []))];
}

function expand({ duration, oneOfFields, rules, fields, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const patch: Record<string, unknown> = { ...rest };
  const validations: { rule: string; message: string }[] = [];
  if (duration) validations.push({ rule: "duration(self) >= duration('1ms')", message: 'must be a valid duration greater than 1ms' });
  if (Array.isArray(rules)) for (const [rule, message] of rules) validations.push({ rule: String(rule), message: String(message) });
  if (validations.length > 0) patch['x-kubernetes-validations'] = validations;
  if (Array.isArray(oneOfFields)) Object.assign(patch, exclusive(oneOfFields));
  if (fields) patch.properties = fields;
  return patch;
}

function exclusive(fields: readonly unknown[]): Schema {
  const groups: readonly (readonly unknown[])[] = fields.every((group): group is unknown[] => Array.isArray(group)) ? fields : [fields];
  const alternatives = groups.map((group) => {
    const single: Schema[] = group.map((field) => ({ required: [String(field)] }));
    return [{ not: { anyOf: single } }, ...single];
  });
  return alternatives.length === 1 ? { oneOf: alternatives[0] } : { allOf: alternatives.map((oneOf) => ({ oneOf })) };
}

function merge(target: Schema, { without, ...patch }: Record<string, unknown>): void {
  if (Array.isArray(without)) for (const keyword of without) delete target[String(keyword)];
  for (const [key, value] of Object.entries(patch)) {
    const present = target[key];
    if (key === 'x-kubernetes-validations' && Array.isArray(present) && Array.isArray(value)) target[key] = [...present, ...value];
    else if (key === 'properties') target.properties = Object.assign({}, target.properties, value);
    else target[key] = value;
  }
}
