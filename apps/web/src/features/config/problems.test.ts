import { expect, test } from 'vitest';
import { applyFix, lineOfPath } from './problems.ts';

const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  labels:
    a.b/c: x
spec:
  hosts:
    - reviews
  http:
    - timeout: 1s
      route:
        - destination:
            host: reviews
          weight: 90
`;

test.each([
  ['spec.http[0].timeout', 11],
  ['spec.http[0].route[0].weight', 15],
  ['spec.hosts[0]', 9],
  ['spec.http[0].route[3].weight', 12],
  ['spec.nothing', 7],
  ['', 1],
])('finds the line of %s', (path, line) => {
  expect(lineOfPath(text, path)).toBe(line);
});

test('copes with a text that is not YAML', () => {
  expect(lineOfPath('a: [', 'a[0].b')).toBeGreaterThan(0);
});

test.each([
  ['a: 1\ntimeuot: 2', 'a: 1\ntimeout: 2'],
  ['timeuot: 2', 'timeuot: 2'],
])('corrects a name only where it still stands: %j', (before, after) => {
  expect(applyFix(before, { offset: 5, from: 'timeuot', to: 'timeout' })).toBe(after);
});
