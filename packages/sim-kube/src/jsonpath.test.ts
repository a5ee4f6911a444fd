import { expect, test } from 'vitest';
import { readPath } from './jsonpath.ts';

const object = {
  metadata: { annotations: { 'a.b/c': 'x' } },
  spec: { ports: [{ name: 'http' }, { name: 'tcp' }] },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Other', status: 'False' },
    ],
  },
};

test.each<[path: string, found: unknown[]]>([
  ['.spec.ports[1].name', ['tcp']],
  ['.spec.ports[*].name', ['http', 'tcp']],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".metadata.annotations['a.b/c']", ['x']],
  ['.metadata.annotations.a\\.b/c', ['x']],
  ['.spec.nope.deeper', []],
])('%s', (path, found) => {
  expect(readPath(object, path)).toEqual(found);
});
