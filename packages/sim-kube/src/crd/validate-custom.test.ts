import { expect, test } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { validateCustom } from './validate-custom.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { size: { type: 'integer' } } },
    status: { type: 'object', properties: { conditions: { type: 'array', items: { type: 'string' } } } },
  },
};
const wrong = { spec: { size: 'x' }, status: { conditions: 'y' } };

test.each([
  ['', ['spec.size', 'status.conditions'], 'Invalid value: "string": status.conditions in body must be of type array: "string"'],
  ['status', ['status.conditions'], 'Invalid value: "string": conditions in body must be of type array: "string"'],
])('a write to %j checks %j', (subresource, fields, message) => {
  const errors = validateCustom(wrong, undefined, schema, [], subresource).filter(({ field }) => field !== '<nil>');
  expect(errors.map(({ field }) => field)).toEqual(fields);
  expect(errors.at(-1)?.message).toBe(message);
});

test('a status that is no object is named itself', () => {
  expect(validateCustom({ status: 'x' }, undefined, schema, [], 'status')[0]).toEqual({
    reason: 'FieldValueTypeInvalid',
    field: 'status',
    message: 'Invalid value: "string":  in body must be of type object: "string"',
  });
});
