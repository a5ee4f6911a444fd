import { isObject, isString } from '../json.ts';

/** A structural schema, as CustomResourceDefinitions hold it; built-in kinds use the same form. References are resolved. */
export interface Schema {
  type?: string;
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  default?: unknown;
  nullable?: boolean;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-validations'?: ValidationRule[];
}

export interface ValidationRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** True for what may stand where a schema is expected. What it holds is checked when a CustomResourceDefinition is accepted. */
export function isSchema(value: unknown): value is Schema {
  return isObject(value);
}

/** The schema of the elements of a free-form map. */
export function valueSchema(schema: Schema): Schema | undefined {
  return isSchema(schema.additionalProperties) ? schema.additionalProperties : undefined;
}

export function keepsUnknownFields(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
}

/** Resolves `$ref`s between named definitions into shared schema objects. */
export function resolveDefinitions(raw: Record<string, unknown>): Record<string, Schema> {
  const resolved: Record<string, Schema> = {};
  for (const name of Object.keys(raw)) resolved[name] = {};
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    if (isString(value.$ref)) return withoutReference(value, resolved[value.$ref] ?? {}, resolve);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry)]));
  };
  for (const [name, definition] of Object.entries(raw)) Object.assign(resolved[name] ?? {}, resolve(definition));
  return resolved;
}

/** A reference with annotations beside it (description, default, merge keys) becomes a view of the target with those on top. */
function withoutReference(value: Record<string, unknown>, target: Schema, resolve: (value: unknown) => unknown): Schema {
  const { $ref: _, ...beside } = value;
  const view: Schema = Object.create(target);
  return Object.assign(view, resolve(beside));
}
