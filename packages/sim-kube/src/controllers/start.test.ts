import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKubeApi } from '../create-kube-api.ts';
import { listAt } from '../json.ts';
import type { KubeApi, KubeObject, ResourceId } from '../types.ts';
import { deployments, endpointSlices, namespaces, pods, replicaSets, serviceAccounts, services } from './resources.ts';
import { type Controllers, startControllers } from './start.ts';

let api: KubeApi;
let controllers: Controllers;
beforeEach(() => {
  api = createKubeApi();
  controllers = startControllers(api.client);
});
afterEach(() => {
  controllers.stop();
  api.close();
});

/** Resolves as soon as the list of a resource satisfies the test; watches instead of waiting a time. */
function until(resource: ResourceId, test: (items: KubeObject[]) => boolean): Promise<KubeObject[]> {
  return new Promise((resolve) => {
    const items = new Map<string, KubeObject>();
    let isComplete = false;
    const check = () => {
      if (!isComplete) return;
      const all = [...items.values()];
      if (!test(all)) return;
      queueMicrotask(() => stop());
      resolve(all);
    };
    const stop = api.client.watch(resource, {}, ({ type, object }) => {
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      if (type === 'DELETED') items.delete(key);
      else items.set(key, object);
      check();
    });
    // What exists has been told by now; only a whole picture can be judged.
    isComplete = true;
    check();
  });
}

const labels = { app: 'reviews' };
const deployment = (image: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'reviews-v1' },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'reviews', image, ports: [{ name: 'http', containerPort: 9080 }] }] } },
  },
});
const isReady = (pod: KubeObject) => listAt(pod, 'status', 'containerStatuses').length > 0;

test('a Deployment runs its pods, and reports them available', async () => {
  await api.client.create(deployments, 'default', deployment('reviews:1', 2));
  const running = await until(pods, (items) => items.filter(isReady).length === 2);
  for (const pod of running) {
    expect(pod.metadata.name).toMatch(/^reviews-v1-[a-z0-9]+-[a-z0-9]{5}$/);
    expect(pod.status).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^10\.244\./) });
    expect(pod.spec).toMatchObject({ nodeName: expect.any(String), serviceAccountName: 'default' });
  }
  expect(new Set(running.map(({ status }) => JSON.stringify(status))).size).toBe(2);
  await until(
    deployments,
    ([item]) =>
      Number(item && listAt(item, 'status', 'conditions').length) > 0 && JSON.stringify(item?.status).includes('"availableReplicas":2'),
  );
});

test('a new image rolls over to a new ReplicaSet', async () => {
  await api.client.create(deployments, 'default', deployment('reviews:1', 2));
  await until(pods, (items) => items.filter(isReady).length === 2);
  const containers = [{ name: 'reviews', image: 'reviews:2' }];
  await api.client.patch(deployments, 'default', 'reviews-v1', { spec: { template: { spec: { containers } } } }, { type: 'strategic' });
  const image = (pod: KubeObject) => JSON.stringify(pod.spec).includes('reviews:2');
  await until(pods, (items) => items.length === 2 && items.every(image));
  const sets = await until(replicaSets, (items) => items.length === 2);
  expect(sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual(['1', '2']);
});

test('a Service gets the addresses of ready pods, by named port', async () => {
  await api.client.create(deployments, 'default', deployment('reviews:1', 1));
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'reviews' },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
  await api.client.create(services, 'default', service);
  const [slice] = await until(endpointSlices, ([item]) => listAt(item, 'endpoints').length === 1);
  expect(slice).toMatchObject({ metadata: { labels: { 'kubernetes.io/service-name': 'reviews' } }, ports: [{ name: 'http', port: 9080 }] });
});

test('deleting a Deployment takes its ReplicaSets and pods along', async () => {
  await api.client.create(deployments, 'default', deployment('reviews:1', 2));
  await until(pods, (items) => items.filter(isReady).length === 2);
  await api.client.delete(deployments, 'default', 'reviews-v1');
  await until(pods, (items) => items.length === 0);
  await until(replicaSets, (items) => items.length === 0);
});

test('foreground deletion keeps the owner until its dependents are gone', async () => {
  await api.client.create(deployments, 'default', deployment('reviews:1', 1));
  await until(pods, (items) => items.filter(isReady).length === 1);
  await api.client.delete(deployments, 'default', 'reviews-v1', { propagationPolicy: 'Foreground' });
  expect((await api.client.get(deployments, 'default', 'reviews-v1')).metadata.finalizers).toEqual(['foregroundDeletion']);
  await until(deployments, (items) => items.length === 0);
  expect((await api.client.list(pods)).items).toEqual([]);
});

test('a namespace gets a service account, and is gone once it is empty', async () => {
  await api.client.create(namespaces, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await until(serviceAccounts, (items) => items.some(({ metadata }) => metadata.namespace === 'shop'));
  await api.client.create(deployments, 'shop', deployment('reviews:1', 1));
  await until(pods, (items) => items.filter(isReady).length === 1);
  await api.client.delete(namespaces, undefined, 'shop');
  await until(namespaces, (items) => items.every(({ metadata }) => metadata.name !== 'shop'));
  expect((await api.client.list(pods)).items).toEqual([]);
});
