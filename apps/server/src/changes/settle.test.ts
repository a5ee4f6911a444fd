import { getChanges } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import { afterEach, expect, test } from 'vitest';
import { destinationRules, reviewsRoute, reviewsRule, startKube, type TestKube, until, virtualServices } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

const controllerRevisions = { group: 'apps', version: 'v1', plural: 'controllerrevisions' };
const rule = reviewsRule(['v1', 'v2']);
const route = reviewsRoute({ v1: 90, v2: 10 });

/** What a server leaves that died in the middle of a change: the record of two creations. */
async function leaveRecord(kube: TestKube, ageMs: number): Promise<void> {
  const operation = (object: KubeObject) => ({
    action: 'create',
    ref: { kind: object.kind, namespace: 'default', name: 'reviews' },
    apiVersion: object.apiVersion,
    before: null,
    after: object,
    resourceVersion: null,
    uid: null,
  });
  await kube.client().create(controllerRevisions, 'pidalio', {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: 'pidalio-change-old', namespace: 'pidalio', labels: { 'pidalio.io/change-state': 'pending' } },
    revision: 1,
    data: { version: 1, atMs: Date.now() - ageMs, author: 'somebody', reason: 'canary', operations: [rule, route].map(operation) },
  });
}

async function start(kube: TestKube) {
  const server = await startServer(kube);
  cleanUp.push(kube.stop, server.stop);
  return async () => (await server.call(getChanges)).changes.map(({ state }) => state);
}

test.each([
  ['takes back a change that was half done', [destinationRules], 'put-back', 0],
  ['keeps a change that was done but for its record', [destinationRules, virtualServices], 'applied', 1],
])('%s', async (_, written, state, left) => {
  const kube = await startKube();
  for (const resource of written) await kube.client().create(resource, 'default', resource === destinationRules ? rule : route);
  await leaveRecord(kube, 3_600_000);
  const states = await start(kube);
  await until(async () => (await states()).join() === state, state);
  expect((await kube.client().list(destinationRules)).items).toHaveLength(left);
});

test('leaves alone a change that another server may be at', async () => {
  const kube = await startKube();
  await kube.client().create(destinationRules, 'default', rule);
  await leaveRecord(kube, 1000);
  await leaveOld(kube);
  const states = await start(kube);
  await until(async () => (await states()).includes('applied'), 'the old one is settled');
  expect(await states()).toEqual(['pending', 'applied']);
});

/** A second, older record: once it is settled the first has been looked at too. */
async function leaveOld(kube: TestKube): Promise<void> {
  await kube.client().create(controllerRevisions, 'pidalio', {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: 'pidalio-change-a', namespace: 'pidalio', labels: { 'pidalio.io/change-state': 'pending' } },
    revision: 1,
    data: { version: 1, atMs: 0, author: 'somebody', reason: '', operations: [] },
  });
}
