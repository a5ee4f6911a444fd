import type { KubeObject } from '@pidalio/istio';
import { explain, type RouteRequest } from '@pidalio/routing';
import { expect, test } from 'vitest';
import { bookinfo, canary, clusterOf, objectsOf, subsets } from './cluster.fixture.ts';
import type { ClusterView } from './cluster-view.ts';
import { followMesh } from './follow-mesh.ts';

const request: RouteRequest = {
  caller: { namespace: 'default', labels: { app: 'productpage' }, proxy: 'sidecar' },
  host: 'reviews',
  port: 9080,
  protocol: 'http',
  method: 'GET',
  path: '/reviews/0',
  headers: { 'end-user': 'jason' },
};

/** A cluster whose objects are replaced as a watch would: a version per kind, untouched objects the same. */
function changing(start: readonly KubeObject[]): { cluster: ClusterView; set: (objects: readonly KubeObject[], kind: string) => void } {
  let objects = start;
  let version = 1;
  const versions = new Map<string, number>();
  return {
    cluster: {
      ...clusterOf([]),
      objects: (kind) => clusterOf(objects).objects(kind),
      version: (kind) => (kind === undefined ? version : (versions.get(kind) ?? 1)),
    },
    set: (next, kind) => {
      objects = next;
      version += 1;
      versions.set(kind, version);
    },
  };
}

test('takes over what the watches bring and what they take away', () => {
  const kind = 'networking.istio.io/VirtualService';
  const base = bookinfo(subsets);
  const { cluster, set } = changing(base);
  const mesh = followMesh(cluster);
  expect(explain(mesh(), request).routeName).toBe('default');
  const before = mesh();
  expect(mesh()).toBe(before);

  set([...base, ...objectsOf(canary)], kind);
  expect(explain(mesh(), request).routeName).toBe('jason');
  expect(mesh().catalog.stores.get('/Pod')).toBe(before.catalog.stores.get('/Pod'));

  set(base, kind);
  expect(explain(mesh(), request).routeName).toBe('default');
});
