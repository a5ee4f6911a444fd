import { expect, test } from 'vitest';
import { buildCatalog, withChanges } from './catalog.ts';
import { type ClusterCaller, clusterEndpoints, clusterSettings } from './cluster-settings.ts';
import type { KubeObject } from './object.ts';

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'reviews', namespace: 'default' },
  spec: { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 80 }] },
};

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reviews', namespace: 'default', labels: { app: 'reviews', 'security.istio.io/tlsMode': 'istio' } },
  spec: { containers: [] },
  status: { podIP: '10.1.0.1' },
};

const caller: ClusterCaller = { namespace: 'default', labels: {}, proxy: 'sidecar' };
const cluster = { host: 'reviews.default.svc.cluster.local', port: 80, subset: '' };
const catalog = buildCatalog([service, pod]);

test('is worked out once for callers that are alike', () => {
  const twin = { ...caller, labels: {} };
  expect(clusterSettings(catalog, twin, cluster)).toBe(clusterSettings(catalog, caller, cluster));
  expect(clusterEndpoints(catalog, twin, cluster)).toBe(clusterEndpoints(catalog, caller, cluster));
});

const changes: { object: KubeObject; seen: (after: typeof catalog) => unknown; is: unknown }[] = [
  {
    object: rule('networking.istio.io/v1', 'DestinationRule', { host: 'reviews', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }),
    seen: (after) => clusterSettings(after, caller, cluster)?.loadBalancer.policy,
    is: 'RANDOM',
  },
  {
    object: rule('security.istio.io/v1', 'PeerAuthentication', { mtls: { mode: 'DISABLE' } }),
    seen: (after) => clusterSettings(after, caller, cluster)?.tls.mode,
    is: 'DISABLE',
  },
  {
    object: { ...pod, status: { podIP: '10.1.0.2' } },
    seen: (after) => clusterEndpoints(after, caller, cluster).flatMap(({ endpoints }) => endpoints.map(({ address }) => address)),
    is: ['10.1.0.2'],
  },
];

test.each(changes)('follows a change of a $object.kind', ({ object, seen, is }) => {
  const before = JSON.stringify(seen(catalog));
  const after = withChanges(catalog, { put: [object], remove: [] });
  expect(seen(after)).toEqual(is);
  expect(JSON.stringify(seen(catalog))).toBe(before);
});

test.each([
  ['host', { ...cluster, host: 'nobody.default.svc.cluster.local' }],
  ['port', { ...cluster, port: 81 }],
  ['subset', { ...cluster, subset: 'v1' }],
])('knows no cluster of an unknown %s', (_, unknown) => {
  expect(clusterSettings(catalog, caller, unknown)).toBeUndefined();
  expect(clusterEndpoints(catalog, caller, unknown)).toEqual([]);
});

function rule(apiVersion: string, kind: string, spec: unknown): KubeObject {
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'default' }, spec };
}
