import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type TestServer } from './testing/listen.ts';
import { widget } from './testing/widgets.ts';

let server: TestServer;
let config: KubeConfig;
beforeAll(async () => {
  server = await listen({ podLogs: (_pod, { container }) => [`hello from ${container}`, 'bye'] });
  config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: server.url, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
});
afterAll(() => server.close());

const widgets = { group: 'example.com', version: 'v1', namespace: 'default', plural: 'widgets' };

test('typed clients create and read built-in objects', async () => {
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'settings' }, data: { a: '1' } } });
  const { items } = await core.listNamespacedConfigMap({ namespace: 'default' });
  expect(items.map(({ metadata }) => metadata?.name)).toContain('settings');
  const service = await core.createNamespacedService({
    namespace: 'default',
    body: { metadata: { name: 'reviews' }, spec: { selector: { app: 'reviews' }, ports: [{ port: 9080 }] } },
  });
  expect(service.spec?.clusterIP).toMatch(/^10\.96\./);
  expect(service.spec?.ports?.[0]).toMatchObject({ protocol: 'TCP', targetPort: 9080 });
});

test('an update with an old resourceVersion is an ApiException with code 409', async () => {
  const custom = config.makeApiClient(CustomObjectsApi);
  const first = await custom.createNamespacedCustomObject({ ...widgets, body: widget('contested') });
  await custom.replaceNamespacedCustomObject({ ...widgets, name: 'contested', body: { ...first, spec: { color: 'blue' } } });
  const again = custom.replaceNamespacedCustomObject({
    ...widgets,
    name: 'contested',
    body: { ...first, spec: { color: 'red', size: 3 } },
  });
  await expect(again).rejects.toMatchObject({ code: 409, body: expect.stringContaining('the object has been modified') });
});

test('server-side apply through KubernetesObjectApi discovers the kind and reports conflicts', async () => {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const spec = { ...widget('applied'), metadata: { name: 'applied', namespace: 'default' } };
  const made = await objects.patch(spec, undefined, undefined, 'one', false, PatchStrategy.ServerSideApply);
  expect(made.metadata).toMatchObject({ managedFields: [{ manager: 'one', operation: 'Apply' }] });
  const other = { ...spec, spec: { color: 'blue' } };
  await expect(objects.patch(other, undefined, undefined, 'two', false, PatchStrategy.ServerSideApply)).rejects.toMatchObject({
    code: 409,
  });
});

test('strategic merge patches reach into lists by their keys', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const labels = { app: 'web' };
  const containers = [
    { name: 'a', image: 'a:1' },
    { name: 'b', image: 'b:1' },
  ];
  await apps.createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    },
  });
  const patched = await apps.patchNamespacedDeployment(
    { namespace: 'default', name: 'web', body: { spec: { template: { spec: { containers: [{ name: 'b', image: 'b:2' }] } } } } },
    setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
  );
  expect(patched.spec?.template.spec?.containers.map(({ image }) => image)).toEqual(['a:1', 'b:2']);
  expect(patched.metadata?.generation).toBe(2);
});

test('an informer sees what exists, what comes, changes and goes', async () => {
  const core = config.makeApiClient(CoreV1Api);
  const pod = (name: string): V1Pod => ({ metadata: { name }, spec: { containers: [{ name: 'main', image: 'x:1' }] } });
  await core.createNamespacedPod({ namespace: 'default', body: pod('before') });
  const seen: string[] = [];
  let wake = () => {};
  const informer = makeInformer(config, '/api/v1/namespaces/default/pods', () => core.listNamespacedPod({ namespace: 'default' }));
  for (const verb of ['add', 'update', 'delete'] as const)
    informer.on(verb, (object: V1Pod) => {
      seen.push(`${verb} ${object.metadata?.name}`);
      wake();
    });
  const until = async (text: string) => {
    while (!seen.includes(text))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  await informer.start();
  await until('add before');
  await core.createNamespacedPod({ namespace: 'default', body: pod('during') });
  await until('add during');
  await core.patchNamespacedPod(
    { namespace: 'default', name: 'during', body: { metadata: { labels: { a: 'b' } } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  await until('update during');
  await core.deleteNamespacedPod({ namespace: 'default', name: 'during' });
  await until('delete during');
  await informer.stop();
});

test('the log of a pod is text', async () => {
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedPod({
    namespace: 'default',
    body: { metadata: { name: 'talker' }, spec: { containers: [{ name: 'main', image: 'x' }] } },
  });
  expect(await core.readNamespacedPodLog({ namespace: 'default', name: 'talker' })).toBe('hello from main\nbye\n');
});
