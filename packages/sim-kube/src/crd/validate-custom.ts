import { validateRules } from '../schema/cel.ts';
import type { Schema } from '../schema/schema.ts';
import { validate } from '../schema/validate.ts';
import type { FieldError } from '../status.ts';
import type { JsonObject } from '../types.ts';

/** Errors that make it pointless, or unsafe, to evaluate CEL rules (apiextensions pkg/registry/customresource/strategy.go). */
const blocking = new Set<FieldError['reason']>([
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueNotSupported',
  'FieldValueTypeInvalid',
]);

const unchecked: FieldError = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/** Schema first, then CEL rules. */
export function validateCustom(
  object: JsonObject,
  old: JsonObject | undefined,
  schema: Schema,
  before: readonly FieldError[] = [],
  subresource = '',
): FieldError[] {
  // Metadata has been checked by rules of its own.
  const errors = subresource === 'status' ? statusErrors(object, old, schema) : validate({ ...object, metadata: {} }, schema, '', old);
  if ([...before, ...errors].some(({ reason }) => blocking.has(reason))) return [...errors, unchecked];
  return [...errors, ...validateRules(object, schema, '', old)];
}

/** Writes to /status check the status alone, and messages name places inside it (customResourceValidator.ValidateStatusUpdate). */
function statusErrors({ status }: JsonObject, old: JsonObject | undefined, schema: Schema): FieldError[] {
  const part = schema.properties?.status;
  if (status === undefined || !part) return [];
  return validate(status, part, '', old?.status).map((error) => ({
    ...error,
    field: error.field === '<nil>' ? 'status' : `status.${error.field}`,
  }));
}
