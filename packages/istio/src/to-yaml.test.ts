import { expect, test } from 'vitest';
import { LAST_APPLIED, toYaml } from './to-yaml.ts';

test('writes an object in the order people write it in, without what the server keeps', () => {
  const object = {
    kind: 'VirtualService',
    spec: {
      http: [
        {
          route: [{ weight: 90, destination: { subset: 'v1', host: 'reviews' } }],
          name: 'canary',
          match: [{ headers: { 'end-user': { exact: 'jason' }, accept: { prefix: 'text' } } }],
          timeout: '2s',
        },
      ],
      hosts: ['reviews'],
    },
    status: { conditions: [] },
    metadata: { uid: 'u', resourceVersion: '7', managedFields: [], namespace: 'default', labels: { b: '1', a: '2' }, name: 'reviews' },
    apiVersion: 'networking.istio.io/v1',
  };
  expect(toYaml(object)).toBe(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
  labels:
    a: "2"
    b: "1"
spec:
  hosts:
    - reviews
  http:
    - name: canary
      match:
        - headers:
            accept:
              prefix: text
            end-user:
              exact: jason
      route:
        - destination:
            host: reviews
            subset: v1
          weight: 90
      timeout: 2s
`);
});

test('does not shorten equal parts to aliases, nor wrap long lines', () => {
  const shared = { host: 'x'.repeat(100) };
  const yaml = toYaml({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, spec: { a: shared, b: shared } });
  expect(yaml).not.toMatch(/[&*]a1/);
  expect(yaml).toContain(`host: ${'x'.repeat(100)}`);
});

test.each<{ others: Record<string, string>; shown: string }>([
  { others: {}, shown: 'metadata:\n  name: reviews\n' },
  { others: { team: 'books' }, shown: 'metadata:\n  name: reviews\n  annotations:\n    team: books\n' },
])('leaves out the copy that kubectl keeps, beside $others', ({ others, shown }) => {
  const annotations = { [LAST_APPLIED]: '{"kind":"VirtualService"}', ...others };
  const object = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'reviews', annotations } };
  expect(toYaml(object)).toBe(`apiVersion: networking.istio.io/v1\nkind: VirtualService\n${shown}`);
});
