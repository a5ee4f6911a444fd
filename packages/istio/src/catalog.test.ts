import { expect, test } from 'vitest';
import { buildCatalog, derived, namesOf, objectsByAge, withChanges } from './catalog.ts';
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

function aged(name: string, year: number, hosts: string[] = [name]) {
  return { ...route, metadata: { name, namespace: 'n', creationTimestamp: `${year}-01-01T00:00:00Z` }, spec: { hosts } };
}

test('computes a table once for all catalogs that hold the same objects of its kinds', () => {
  let computed = 0;
  const table = derived(['/Service'], () => ++computed);
  const before = buildCatalog([service]);
  const after = withChanges(before, { put: [route], remove: [] });
  expect([table(after), table(before)]).toEqual([1, 1]);
  expect(table(withChanges(after, { put: [service], remove: [] }))).toBe(2);
});

test('keeps a table of names while the names and hosts stay', () => {
  let computed = 0;
  const table = derived([namesOf('networking.istio.io/VirtualService')], () => ++computed);
  const before = buildCatalog([aged('a', 2024)]);
  table(before);
  expect(table(withChanges(before, { put: [{ ...aged('a', 2025), status: {} }], remove: [] }))).toBe(1);
  expect(table(withChanges(before, { put: [aged('a', 2024, ['other'])], remove: [] }))).toBe(2);
  expect(table(withChanges(before, { put: [aged('b', 2024)], remove: [] }))).toBe(3);
});

test('keeps objects in order of age through changes', () => {
  const kind = 'networking.istio.io/VirtualService';
  const [a, b, c] = [aged('a', 2024), aged('b', 2023), aged('c', 2025)];
  const before = buildCatalog([a, b, c]);
  const names = (catalog: typeof before) => objectsByAge(catalog, kind).map(({ metadata }) => metadata.name);
  expect(names(before)).toEqual(['b', 'a', 'c']);
  expect(names(withChanges(before, { put: [aged('c', 2020), aged('d', 2022)], remove: [] }))).toEqual(['c', 'd', 'b', 'a']);
  expect(names(withChanges(before, { put: [a], remove: [{ kind: 'VirtualService', namespace: 'n', name: 'b' }] }))).toEqual(['a', 'c']);
  expect(names(withChanges(before, { put: [aged('d', 2020), aged('d', 2026)], remove: [] }))).toEqual(['b', 'a', 'c', 'd']);
  expect(names(before)).toEqual(['b', 'a', 'c']);
});
