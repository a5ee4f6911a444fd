import { expect, test } from 'vitest';
import { jsonPatch } from './json-patch.ts';

const target = { list: ['a', 'b'], map: { 'x/y': 1 } };

test.each<[patch: Record<string, unknown>[], result: unknown]>([
  [[{ op: 'add', path: '/list/-', value: 'c' }], { ...target, list: ['a', 'b', 'c'] }],
  [[{ op: 'add', path: '/list/0', value: 'c' }], { ...target, list: ['c', 'a', 'b'] }],
  [[{ op: 'remove', path: '/list/0' }], { ...target, list: ['b'] }],
  [[{ op: 'replace', path: '/map/x~1y', value: 2 }], { ...target, map: { 'x/y': 2 } }],
  [[{ op: 'move', from: '/list/0', path: '/first' }], { list: ['b'], map: { 'x/y': 1 }, first: 'a' }],
  [[{ op: 'copy', from: '/map', path: '/other' }], { ...target, other: { 'x/y': 1 } }],
  [[{ op: 'test', path: '/list/1', value: 'b' }], target],
])('%j', (patch, result) => {
  expect(jsonPatch(target, patch)).toEqual(result);
});

test.each([
  [[{ op: 'test', path: '/list/1', value: 'z' }]],
  [[{ op: 'remove', path: '/nope' }]],
  [[{ op: 'add', path: '/list/9', value: 1 }]],
  [[{ op: 'jump', path: '/list' }]],
])('%j does not fit', (patch) => {
  expect(() => jsonPatch(target, patch)).toThrow('the server rejected our request due to an error in our request');
});
