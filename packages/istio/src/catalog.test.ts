import { expect, test } from 'vitest';
import { buildCatalog, withChanges } from './catalog.ts';
import { allServices } from './registry.ts';
import { allVirtualServices } from './virtual-services.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'n' }, spec: { ports: [{ port: 80 }] } };
const route = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'a', namespace: 'n' },
  spec: { hosts: ['a'] },
};

test('keeps what other kinds do not touch, and leaves the old catalog as it was', () => {
  const before = buildCatalog([service, route]);
  const services = allServices(before);
  const after = withChanges(before, { put: [], remove: [{ kind: 'VirtualService', namespace: 'n', name: 'a' }] });
  expect(allServices(after)).toBe(services);
  expect(allVirtualServices(after)).toEqual([]);
  expect(allVirtualServices(before)).toHaveLength(1);
});

test('replaces an object by namespace and name', () => {
  const before = buildCatalog([route]);
  const after = withChanges(before, { put: [{ ...route, spec: { hosts: ['b'] } }], remove: [] });
  expect(allVirtualServices(after).map(({ hosts }) => hosts)).toEqual([['b.n.svc.cluster.local']]);
});

test.each([null, 7, 'text', [], { hosts: 7, http: 'x' }, { hosts: [null], http: [null, 7, { match: 'x', route: [{ destination: 3 }] }] }])(
  'reads a malformed spec without throwing: %j',
  (spec) => {
    expect(() => allVirtualServices(buildCatalog([{ ...route, spec }]))).not.toThrow();
  },
);
