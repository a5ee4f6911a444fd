import { ApiError, getConfigList, getConfigObject, getConfigSchemas, getMesh } from '@pidalio/contract';
import { afterEach, expect, test } from 'vitest';
import { destinationRules, reviewsRoute, reviewsRule, startKube, until, virtualServices } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function start(flags: string[] = []) {
  const kube = await startKube();
  await kube.client().create(destinationRules, 'default', reviewsRule(['v1', 'v2']), { fieldManager: 'kubectl' });
  await kube.client().create(virtualServices, 'default', reviewsRoute({ v1: 90, v2: 10 }), { fieldManager: 'argocd-controller' });
  const server = await startServer(kube, flags);
  cleanUp.push(kube.stop, server.stop);
  return { kube, ...server };
}

test('lists every mesh object with who wrote it last', async () => {
  const { call } = await start();
  const { objects, kinds, sources } = await call(getConfigList);
  expect(objects.map(({ kind, namespace, name, manager, subject }) => [kind, namespace, name, manager, subject])).toEqual([
    ['DestinationRule', 'default', 'reviews', 'kubectl', 'reviews'],
    ['VirtualService', 'default', 'reviews', 'argocd-controller', 'reviews'],
  ]);
  expect(kinds.map(({ kind }) => kind)).toEqual(['DestinationRule', 'VirtualService']);
  expect(sources.map(({ state }) => state)).toEqual(['ok']);
  expect((await call(getConfigList, { query: { namespaces: 'pidalio' } })).objects).toEqual([]);
  expect((await call(getConfigList, { query: { kind: 'VirtualService' } })).objects).toHaveLength(1);
});

test('gives one object whole and as YAML in conventional order', async () => {
  const { call } = await start();
  const { object, yaml } = await call(getConfigObject, { params: { kind: 'VirtualService', namespace: 'default', name: 'reviews' } });
  expect(object.metadata.managedFields).toBeUndefined();
  expect(object.metadata.resourceVersion).toEqual(expect.any(String));
  expect(yaml).toMatch(
    /^apiVersion: networking.istio.io\/v1\nkind: VirtualService\nmetadata:\n {2}name: reviews\n {2}namespace: default\nspec:\n {2}hosts:/,
  );
});

test('answers 404 with a problem for an object that is not there', async () => {
  const { call } = await start();
  const asked = call(getConfigObject, { params: { kind: 'VirtualService', namespace: 'default', name: 'nobody' } });
  await expect(asked).rejects.toMatchObject({ problem: { status: 404, code: 'unknown-object', requestId: expect.any(String) } });
  await expect(asked).rejects.toBeInstanceOf(ApiError);
});

test('hands out the schemas of the cluster’s own CRDs', async () => {
  const { call } = await start();
  const { schemas } = await call(getConfigSchemas);
  expect(schemas.map(({ apiVersion, kind, schema }) => [apiVersion, kind, schema.type])).toEqual([
    ['networking.istio.io/v1', 'DestinationRule', 'object'],
    ['networking.istio.io/v1', 'VirtualService', 'object'],
  ]);
});

test('says nothing twice: an unchanged answer is 304', async () => {
  const { url } = await start();
  const first = await fetch(`${url}/api/config/schemas`);
  const etag = first.headers.get('etag') ?? '';
  const second = await fetch(`${url}/api/config/schemas`, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } });
  expect([first.status, second.status]).toEqual([200, 304]);
});

test('summarises the mesh and the faults that are active', async () => {
  const { kube, call } = await start();
  const fault = { delay: { fixedDelay: '2s', percentage: { value: 50 } }, abort: { httpStatus: 503, percentage: { value: 0 } } };
  const route = reviewsRoute({ v1: 100 }, 'slow');
  const http = [{ name: 'slow', fault, match: [{ uri: { exact: '/reviews/0' } }], route: route.spec.http[0]?.route }];
  await kube.client().create(virtualServices, 'default', { ...route, spec: { hosts: ['ratings'], http } }, { fieldManager: 'kubectl' });
  await until(async () => (await call(getMesh)).faults.length > 0, 'the fault is seen');
  const mesh = await call(getMesh);
  expect(mesh.faults).toEqual([
    {
      ref: { kind: 'VirtualService', namespace: 'default', name: 'slow' },
      ruleIndex: 0,
      routeName: 'slow',
      hosts: ['ratings.default.svc.cluster.local'],
      delay: { percent: 50, delayMs: 2000 },
      abort: null,
      matches: ['uri = /reviews/0'],
      manager: 'kubectl',
    },
  ]);
  expect(mesh).toMatchObject({ writes: { allowed: true, reason: null }, istioNamespace: 'istio-system', counts: { configObjects: 3 } });
});
