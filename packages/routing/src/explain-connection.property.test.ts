import type { KubeObject } from '@pidalio/istio';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenObject, validObject } from './arbitrary-mesh.fixture.ts';
import type { Connection } from './connection.ts';
import { explainConnection } from './explain-connection.ts';
import { explainInboundConnection } from './explain-inbound-connection.ts';
import { buildMesh } from './mesh.ts';

const NETWORKING = 'networking.istio.io/v1';
const API = 'gateway.networking.k8s.io/v1';

const kinds = fc.constantFrom(
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: NETWORKING, kind: 'ServiceEntry' },
  { apiVersion: NETWORKING, kind: 'VirtualService' },
  { apiVersion: NETWORKING, kind: 'Gateway' },
  { apiVersion: NETWORKING, kind: 'Sidecar' },
  { apiVersion: API, kind: 'Gateway' },
  { apiVersion: API, kind: 'TCPRoute' },
  { apiVersion: API, kind: 'TLSRoute' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' },
);

/** Field names that mean something, with values that often do not. */
const fieldNames = fc.constantFrom(
  ...[
    'hosts',
    'host',
    'ports',
    'port',
    'number',
    'name',
    'protocol',
    'addresses',
    'resolution',
    'clusterIP',
    'selector',
    'app',
    'tcp',
    'tls',
    'http',
  ],
  ...[
    'match',
    'route',
    'destination',
    'subset',
    'weight',
    'sniHosts',
    'destinationSubnets',
    'sourceLabels',
    'gateways',
    'servers',
    'mode',
    'bind',
  ],
  ...[
    'egress',
    'ingress',
    'listeners',
    'hostname',
    'rules',
    'paths',
    'backend',
    'service',
    'backendRefs',
    'parentRefs',
    'mtls',
    'portLevelMtls',
    'endpoints',
  ],
);

const leaf = fc.oneof(
  fc.constantFrom('a.io', '*.io', '*', 'TLS', 'TCP', 'HTTPS', 'PASSTHROUGH', 'STRICT', '10.0.0.0/8', '10.0.0.1', 'default/g', '', 'None'),
  fc.integer({ min: -1, max: 70_000 }),
  fc.constant(443),
  fc.boolean(),
  fc.constant(null),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fieldNames, tie('value'), { maxKeys: 6 })),
}));

const objects: fc.Arbitrary<KubeObject> = fc
  .record({ kind: kinds, name: fc.constantFrom('a', 'g', 'z'), spec: value })
  .map(({ kind, name, spec }) => ({
    ...kind,
    metadata: { name, namespace: 'default', labels: { app: 'a' } },
    spec,
  }));

const connections: fc.Arbitrary<Connection> = fc.record({
  caller: fc.record({
    namespace: fc.constant('default'),
    labels: fc.constant({ app: 'a' }),
    proxy: fc.constantFrom('sidecar', 'gateway', 'none'),
  }),
  ip: fc.constantFrom('10.0.0.1', '192.0.2.1', 'nonsense', ''),
  port: fc.constantFrom(443, 80, 0),
  tls: fc.record({ sni: fc.constantFrom('a.io', 'b.io', '') }),
  protocol: fc.constantFrom('bytes', 'http'),
});

test('no resource makes it throw, and shares add up to 1', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(objects, brokenObject, validObject), { maxLength: 10 }),
      connections,
      fc.boolean(),
      (resources, { tls, ...plain }, encrypted) => {
        const mesh = buildMesh(resources);
        const connection = encrypted && tls !== undefined ? { ...plain, tls } : plain;
        const { action } = explainConnection(mesh, connection);
        explainInboundConnection(mesh, { workload: plain.caller, port: plain.port, protocol: plain.protocol });
        if (action.type !== 'forward') return;
        const sum = action.destinations.reduce((total, { probability }) => total + probability, 0);
        if (action.destinations.length > 0) expect(sum).toBeCloseTo(1);
      },
    ),
    { numRuns: 400 },
  );
});

test('the order of objects makes no difference', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(objects, validObject), { maxLength: 8 }),
      connections,
      fc.integer({ min: 0, max: 5 }),
      (resources, connection, by) => {
        const named = resources.map((object, index) => ({
          ...object,
          metadata: { ...object.metadata, name: `${object.metadata.name}${index}` },
        }));
        const turned = [...named.slice(by), ...named.slice(0, by)];
        expect(explainConnection(buildMesh(turned), connection)).toEqual(explainConnection(buildMesh(named), connection));
      },
    ),
    { numRuns: 200 },
  );
});
