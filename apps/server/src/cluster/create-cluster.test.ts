import { afterEach, describe, expect, test } from 'vitest';
import { configMaps, crd, crds, reviewsRoute, startKube, type TestKube, until, virtualServices } from '../kube.fixture.ts';
import type { Cluster } from './cluster.ts';
import { createCluster } from './create-cluster.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function start(
  options: Parameters<typeof startKube>[0] = {},
  namespaces: string[] = [],
): Promise<{ kube: TestKube; cluster: Cluster }> {
  const kube = await startKube(options);
  cleanUp.push(kube.stop);
  const cluster = clusterOn(kube, namespaces);
  await until(cluster.ready, 'everything is listed');
  return { kube, cluster };
}

function clusterOn(kube: TestKube, namespaces: string[] = [], loadKubeConfig = () => kube.kubeConfig): Cluster {
  const cluster = createCluster({ loadKubeConfig, namespaces, istioNamespace: 'istio-system', revision: undefined, now: Date.now });
  cluster.start();
  cleanUp.push(cluster.stop);
  return cluster;
}

const create = (kube: TestKube, name: string) => kube.client().create(virtualServices, 'default', reviewsRoute({ v1: 100 }, name));
const names = (cluster: Cluster) => cluster.objects('VirtualService').map(({ metadata }) => metadata.name);

describe('watching', () => {
  test('follows what is created, changed and deleted', async () => {
    const { kube, cluster } = await start();
    expect(names(cluster)).toEqual([]);
    const made = await create(kube, 'one');
    await until(() => names(cluster).includes('one'), 'one is seen');
    const before = cluster.version('VirtualService');
    await kube.client().update(virtualServices, 'default', { ...made, spec: { hosts: ['other'] } });
    await until(() => cluster.version('VirtualService') > before, 'the change is seen');
    expect(cluster.get('VirtualService', 'default', 'one')?.spec).toEqual({ hosts: ['other'] });
    await kube.client().delete(virtualServices, 'default', 'one');
    await until(() => names(cluster).length === 0, 'the end is seen');
    expect(cluster.state()).toMatchObject({ state: 'ok', message: null });
  });

  test('keeps of managedFields only who, how and when', async () => {
    const { kube, cluster } = await start();
    await kube.client().create(virtualServices, 'default', reviewsRoute({ v1: 100 }), { fieldManager: 'kubectl' });
    await until(() => names(cluster).length === 1, 'it is seen');
    expect(cluster.objects('VirtualService')[0]?.metadata.managedFields).toEqual([
      { manager: 'kubectl', operation: 'Update', time: expect.any(String) },
    ]);
  });

  test('lists again when the API server says that the version is too old', async () => {
    const { kube, cluster } = await start();
    await create(kube, 'before');
    await until(() => names(cluster).length === 1, 'it is seen');
    let refused = 0;
    kube.intercept((request, response) => {
      if (!request.url?.includes('/virtualservices?') || !request.url.includes('watch=true') || refused > 0) return false;
      refused += 1;
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        code: 410,
        reason: 'Expired',
        message: 'too old resource version',
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      return true;
    });
    await kube.kill();
    await kube.revive();
    await create(kube, 'after');
    await until(() => names(cluster).join() === 'after' && cluster.state().state === 'ok', 'the new list is seen');
    expect(refused).toBe(1);
  });

  test('keeps its data while the API is away, says so, and recovers by itself', async () => {
    const { kube, cluster } = await start();
    await create(kube, 'kept');
    await until(() => names(cluster).length === 1, 'it is seen');
    await kube.kill();
    await until(() => cluster.state().state === 'stale', 'the loss is noticed');
    expect(names(cluster)).toEqual(['kept']);
    expect(cluster.ready()).toBe(true);
    expect(cluster.state()).toMatchObject({
      dataMs: expect.any(Number),
      nextTryMs: expect.any(Number),
      message: expect.stringContaining('cannot be reached'),
    });
    await kube.revive();
    await create(kube, 'new');
    await until(() => names(cluster).join() === 'new' && cluster.state().state === 'ok', 'it is back');
  });

  test('reads the kubeconfig again when the cluster was set up anew elsewhere', async () => {
    const first = await startKube();
    const second = await startKube();
    cleanUp.push(first.stop, second.stop);
    let kubeConfig = first.kubeConfig;
    const cluster = clusterOn(first, [], () => kubeConfig);
    await until(cluster.ready, 'everything is listed');
    await create(second, 'elsewhere');
    kubeConfig = second.kubeConfig;
    await first.kill();
    await until(() => names(cluster).join() === 'elsewhere' && cluster.state().state === 'ok', 'the new cluster is seen');
  });

  test('starts before the API does', async () => {
    const kube = await startKube();
    cleanUp.push(kube.stop);
    await kube.kill();
    const cluster = clusterOn(kube);
    await until(() => cluster.state().state === 'failed', 'the failure is noticed');
    expect(cluster.ready()).toBe(false);
    await kube.revive();
    await until(() => cluster.ready() && cluster.state().state === 'ok', 'it is there');
  });

  test('takes up kinds whose CRD appears later, and drops those whose CRD goes', async () => {
    const { kube, cluster } = await start({ mesh: false });
    expect(cluster.kinds()).toEqual([]);
    await kube.client().create(crds, undefined, crd('VirtualService', 'virtualservices'));
    await until(() => cluster.kinds().length === 1, 'the kind is known');
    await create(kube, 'one');
    await until(() => names(cluster).length === 1, 'the object is seen');
    expect(cluster.crdSchemas().map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(['networking.istio.io/v1 VirtualService']);
    await kube.client().delete(crds, undefined, 'virtualservices.networking.istio.io');
    await until(() => cluster.kinds().length === 0 && names(cluster).length === 0, 'the kind is gone');
  });

  test('looks at some namespaces only, without cluster-wide rights', async () => {
    const authorizer = (_user: unknown, { namespace, verb }: { namespace?: string; verb: string }) =>
      namespace !== undefined && namespace !== '' ? true : verb === 'list' || verb === 'watch' ? 'no cluster-wide list' : true;
    const { kube, cluster } = await start({ authorizer }, ['default']);
    await create(kube, 'mine');
    await kube
      .client()
      .create(virtualServices, 'pidalio', { ...reviewsRoute({ v1: 1 }), metadata: { name: 'theirs', namespace: 'pidalio' } });
    await until(() => names(cluster).join() === 'mine', 'the object is seen');
    expect(cluster.state().state).toBe('ok');
    expect(cluster.objects('Namespace').map(({ metadata }) => metadata.name)).toEqual(['default']);
  });
});

test('reads the MeshConfig', async () => {
  const { kube, cluster } = await start();
  expect(cluster.meshConfig()).toEqual({ trustDomain: 'cluster.local', clusterDomain: 'cluster.local', rootNamespace: 'istio-system' });
  const mesh = 'trustDomain: td.example\nrootNamespace: root\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n';
  await kube
    .client()
    .create(configMaps, 'istio-system', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio' }, data: { mesh } });
  await until(() => cluster.meshConfig().trustDomain === 'td.example', 'it is read');
  expect(cluster.meshConfig()).toMatchObject({ rootNamespace: 'root', outboundTrafficPolicy: 'REGISTRY_ONLY' });
});
