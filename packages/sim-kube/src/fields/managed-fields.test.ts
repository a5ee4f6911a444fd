import { expect, test } from 'vitest';
import { at, listAt, stringAt } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import type { JsonObject } from '../types.ts';
import { FieldSet } from './field-set.ts';
import { apply, trackUpdate, type Writer } from './managed-fields.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    metadata: {
      type: 'object',
      properties: { labels: { type: 'object', additionalProperties: { type: 'string' } }, name: { type: 'string' } },
    },
    spec: {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'string' },
        atomic: { type: 'array', items: { type: 'string' } },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: { type: 'string' }, port: { type: 'integer' } } },
        },
      },
    },
  },
};
const writer = (manager: string): Writer => ({
  manager,
  apiVersion: 'x/v1',
  subresource: '',
  time: '2026-01-01T00:00:00Z',
  ignored: new FieldSet(),
});
const object = (spec: JsonObject): JsonObject => ({ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x' }, spec });
const empty: JsonObject = { apiVersion: 'x/v1', kind: 'X' };

function owners(of: JsonObject): Record<string, unknown> {
  const entries = listAt(of, 'metadata', 'managedFields').map((entry) => [
    `${stringAt(entry, 'manager')} ${stringAt(entry, 'operation')}`,
    at(entry, 'fieldsV1'),
  ]);
  return Object.fromEntries(entries);
}

test('an update owns what it set, and a later one what it changed', () => {
  const first = trackUpdate(empty, object({ a: '1', b: '1' }), schema, writer('one'));
  const second = trackUpdate(first, { ...first, spec: { a: '2', b: '1' } }, schema, writer('two'));
  expect(owners(second)).toEqual({ 'one Update': { 'f:spec': { '.': {}, 'f:b': {} } }, 'two Update': { 'f:spec': { 'f:a': {} } } });
});

test('list-map items have owners of their own, atomic lists one for all', () => {
  const first = apply(empty, object({ ports: [{ name: 'http', port: 80 }], atomic: ['x'] }), schema, writer('one'), false);
  const second = apply(first, object({ ports: [{ name: 'tcp', port: 90 }] }), schema, writer('two'), false);
  expect(second.spec).toEqual({
    ports: [
      { name: 'http', port: 80 },
      { name: 'tcp', port: 90 },
    ],
    atomic: ['x'],
  });
  expect(() => apply(second, object({ atomic: ['y'] }), schema, writer('two'), false)).toThrow(
    'Apply failed with 1 conflict: conflict with "one": .spec.atomic',
  );
});

test('what an applier leaves out goes, unless another one wants it too', () => {
  const first = apply(empty, object({ a: '1', b: '1' }), schema, writer('one'), false);
  const shared = apply(first, object({ b: '1' }), schema, writer('two'), false);
  expect(apply(shared, object({}), schema, writer('one'), false).spec).toEqual({ b: '1' });
});

test('force takes a field from its owner', () => {
  const first = apply(empty, object({ a: '1' }), schema, writer('one'), false);
  expect(owners(apply(first, object({ a: '2' }), schema, writer('two'), true))).toEqual({ 'two Apply': { 'f:spec': { 'f:a': {} } } });
});
