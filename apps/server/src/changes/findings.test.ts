import { type KubeObject, objectsOf as storedObjects, toRef } from '@pidalio/istio';
import { expect, test } from 'vitest';
import { bookinfo, clusterOf, objectsOf } from '../mesh/cluster.fixture.ts';
import { followMesh } from '../mesh/follow-mesh.ts';
import { createWorld } from '../mesh/read-world.ts';
import type { World } from '../mesh/world.ts';
import { findingsOf } from './findings.ts';

function worldOf(objects: readonly KubeObject[]): World {
  const cluster = clusterOf(objects);
  return createWorld(cluster, followMesh(cluster))();
}

const create = (object: KubeObject) => ({
  action: 'create' as const,
  ref: toRef(object),
  apiVersion: object.apiVersion,
  after: { ...object, metadata: { ...object.metadata, creationTimestamp: undefined } },
});

/** Codes, severities and what they are about, for objects that are created over Bookinfo (and what stands there besides). */
function found(created: string, standing = ''): string[] {
  const world = worldOf(bookinfo(standing));
  return findingsOf(world, objectsOf(created).map(create)).map(
    ({ code, severity, path, values }) => `${severity} ${code} ${path} ${Object.values(values).join(' ')}`,
  );
}

const rule = (hosts: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: mine }
spec:
  hosts: ${hosts}
  ${more}
  http: [{ route: [{ destination: { host: ratings.default.svc.cluster.local } }] }]
`;
const older = (hosts: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: older, namespace: legacy, creationTimestamp: '2025-01-01T00:00:00Z' }
spec:
  hosts: ${hosts}
  ${more}
  http: [{ route: [{ destination: { host: ratings.default.svc.cluster.local } }] }]
`;
const fqdn = (name: string) => `${name}.default.svc.cluster.local`;

test.each<[string, string, string, string[]]>([
  ['nothing where nothing stands against it', rule('[ratings]'), '', []],
  [
    'the older owner of its only host, in another namespace',
    rule('[ratings]'),
    older(`[${fqdn('ratings')}]`),
    [`block would-not-govern spec.hosts ${fqdn('ratings')} older legacy`],
  ],
  [
    'the older owner of one of its hosts, without stopping the others',
    rule('[ratings, details]'),
    older(`[${fqdn('ratings')}]`),
    [`warning would-not-govern spec.hosts ${fqdn('ratings')} older legacy`],
  ],
  [
    'an owner that only some callers see',
    rule(`[${fqdn('ratings')}]`, 'exportTo: ["*"]').replace('name: mine', 'name: mine, namespace: istio-system'),
    older(`[${fqdn('ratings')}]`, 'exportTo: [default]'),
    [`warning governs-partly spec.hosts ${fqdn('ratings')} older legacy`],
  ],
  ['nothing about an older one that no caller sees', rule('[ratings]'), older(`[${fqdn('ratings')}]`, 'exportTo: ["."]'), []],
  [
    'a Gateway that is not there and nothing else to govern',
    rule('[ratings]', 'gateways: [nowhere]'),
    '',
    ['block unknown-gateway spec.gateways[0] default/nowhere'],
  ],
  [
    'a Gateway that is not there beside the mesh',
    rule('[ratings]', 'gateways: [mesh, nowhere]'),
    '',
    ['warning unknown-gateway spec.gateways[1] default/nowhere'],
  ],
  [
    'a host of which the Gateway’s servers know nothing',
    rule('[shop.example.com]', 'gateways: [narrow]'),
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: narrow }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org"] }]
`,
    ['block gateway-refuses-host spec.hosts shop.example.com default/narrow'],
  ],
  [
    'nothing at a Gateway where an older one has the same host: they are merged',
    rule('[shop.example.com]', 'gateways: [wide]'),
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: wide }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
---${older('[shop.example.com]', 'gateways: [default/wide]')}`,
    [],
  ],
])('finds %s', (_, created, standing, expected) => {
  expect(found(created, standing)).toEqual(expected);
});

test('finds destinations that no service has, routes and mirrors, each once', () => {
  const created = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: mine }
spec:
  hosts: [ratings]
  http:
    - route: [{ destination: { host: ratings } }, { destination: { host: rating } }]
      mirrors: [{ destination: { host: ratings.default } }]
    - route: [{ destination: { host: rating } }, { destination: { host: api.example.com } }]
`;
  const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside }
spec:
  hosts: ["*.example.com"]
  ports: [{ number: 443, name: tls, protocol: TLS }]
`;
  expect(found(created, entry)).toEqual([
    `warning unknown-host spec.http[0].route[1].destination.host ${fqdn('rating')}`,
    'warning unknown-host spec.http[0].mirrors[0].destination.host ratings.default',
  ]);
});

test.each([
  ['{ istio: ingressgateway }', []],
  ['{ istio: nobody, app: x }', ['warning gateway-selects-no-pod spec.selector istio=nobody, app=x']],
  ['{ app: ratings }', ['warning gateway-selects-no-pod spec.selector app=ratings']],
])('says whether a Gateway with the selector %s programs a pod', (selector, expected) => {
  const created = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front }
spec:
  selector: ${selector}
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
`;
  expect(found(created)).toEqual(expected);
});

test('lets an object be edited that never governed', () => {
  const world = worldOf(bookinfo(`${older(`[${fqdn('ratings')}]`)}---${rule('[ratings]')}`));
  const [mine] = objectsOf(rule('[ratings]', 'exportTo: ["*"]'));
  if (!mine) throw new Error('no object');
  const operation = { ...create(mine), action: 'update' as const, after: mine };
  expect(findingsOf(world, [operation])).toMatchObject([{ code: 'would-not-govern', severity: 'warning' }]);
});

test('names the rules that hang on a Gateway which is deleted', () => {
  const world = worldOf(bookinfo());
  const [gateway] = storedObjects(world.catalog, 'networking.istio.io/Gateway');
  if (!gateway) throw new Error('no Gateway');
  const operation = { action: 'delete' as const, ref: toRef(gateway), apiVersion: gateway.apiVersion, after: null };
  expect(findingsOf(world, [operation])).toMatchObject([{ code: 'unknown-gateway', severity: 'warning', ref: { kind: 'VirtualService' } }]);
});
