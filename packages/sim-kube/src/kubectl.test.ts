import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Controllers, startControllers } from './controllers/start.ts';
import { listen, type TestServer } from './testing/listen.ts';

const hasKubectl = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);
if (!hasKubectl) {
  if (process.env.CI) throw new Error('kubectl is needed to test sim-kube under CI');
  console.log('kubectl is not installed: its tests of sim-kube are left out');
}

function run(command: string, args: string[], env?: Record<string, string>, cwd?: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: { PATH: process.env.PATH ?? '', ...env }, cwd, timeout: 15_000 }, (error, stdout, stderr) => {
      if (error) reject(Object.assign(error, { stdout, stderr }));
      else resolve({ stdout, stderr });
    });
  });
}

const widget = (color: string) => `apiVersion: example.com/v1
kind: Widget
metadata: {name: one}
spec: {color: ${color}}
`;
const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "${image}", ports: [{containerPort: 80}]}
`;

describe.runIf(hasKubectl)('kubectl', () => {
  let server: TestServer;
  let controllers: Controllers;
  let folder: string;
  beforeAll(async () => {
    server = await listen({ podLogs: () => ['first line', 'second line'] });
    controllers = startControllers(server.api.client);
    folder = await mkdtemp(path.join(tmpdir(), 'sim-kube-'));
  });
  afterAll(async () => {
    controllers.stop();
    await server.close();
    await rm(folder, { recursive: true });
  });

  const kubectl = (...args: string[]) => run('kubectl', ['--server', server.url, ...args], { HOME: folder }, folder);
  const out = async (...args: string[]) => (await kubectl(...args)).stdout;
  const file = (text: string) => writeFile(path.join(folder, 'object.yaml'), text);

  test('applies, gets, describes, explains and deletes a custom resource', async () => {
    await file(widget('red'));
    expect(await out('apply', '-f', 'object.yaml')).toBe('widget.example.com/one created\n');
    expect(await out('apply', '-f', 'object.yaml')).toBe('widget.example.com/one unchanged\n');
    expect(await out('get', 'wd')).toBe('NAME   COLOR\none    red\n');
    expect(await out('get', 'widget', 'one', '-o', 'jsonpath={.spec.size}')).toBe('1');
    expect(await out('describe', 'widget', 'one')).toContain('Color:  red');
    expect(await out('explain', 'widget.spec.color')).toMatch(/FIELD: color <string>[\s\S]*What it looks like\./);
    await file(widget('blue'));
    expect(await out('apply', '-f', 'object.yaml')).toBe('widget.example.com/one configured\n');
    const conflict = kubectl('apply', '--server-side', '--field-manager=other', '-f', 'object.yaml');
    expect((await conflict).stdout).toBe('widget.example.com/one serverside-applied\n');
    expect(await out('delete', 'widget', 'one')).toBe('widget.example.com "one" deleted\n');
    await expect(kubectl('get', 'widget', 'one')).rejects.toMatchObject({
      stderr: 'Error from server (NotFound): widgets.example.com "one" not found\n',
    });
  });

  test('reports a field that the schema does not know, and a value that it does not allow', async () => {
    await file(widget('red').replace('color', 'colour'));
    await expect(kubectl('apply', '-f', 'object.yaml')).rejects.toMatchObject({
      stderr: expect.stringContaining('unknown field "spec.colour"'),
    });
    await file(widget('green'));
    await expect(kubectl('apply', '-f', 'object.yaml')).rejects.toMatchObject({
      stderr: expect.stringContaining('The Widget "one" is invalid:'),
    });
  });

  test('runs a Deployment: rollout, table of pods, image, scale, logs', async () => {
    await file(deployment('web:1'));
    expect(await out('apply', '-f', 'object.yaml')).toBe('deployment.apps/web created\n');
    expect(await out('rollout', 'status', 'deployment/web', '--timeout=10s')).toContain('successfully rolled out');
    const lines = (await out('get', 'pods')).trim().split('\n');
    expect(lines[0]).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE$/);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^web-\S+ +1\/1 +Running +0 /),
      expect.stringMatching(/^web-\S+ +1\/1 +Running +0 /),
    ]);
    await out('set', 'image', 'deployment/web', 'web=web:2');
    await out('scale', 'deployment/web', '--replicas=1');
    expect(await out('rollout', 'status', 'deployment/web', '--timeout=10s')).toContain('successfully rolled out');
    expect(await out('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image} {.status.readyReplicas}')).toBe(
      'web:2 1',
    );
    expect(await out('logs', 'deployment/web')).toBe('first line\nsecond line\n');
    expect(await out('delete', '-f', 'object.yaml')).toBe('deployment.apps "web" deleted\n');
  });

  test('creates what its typed clients send as protobuf, and asks who it is', async () => {
    expect(await out('create', 'namespace', 'shop')).toBe('namespace/shop created\n');
    expect(await out('create', 'configmap', 'settings', '--from-literal=a=1', '-n', 'shop')).toBe('configmap/settings created\n');
    expect(await out('get', 'configmap', 'settings', '-n', 'shop', '-o', 'jsonpath={.data.a}')).toBe('1');
    expect(await out('create', 'secret', 'generic', 'hidden', '--from-literal=b=2', '-n', 'shop')).toBe('secret/hidden created\n');
    expect(await out('get', 'secret', 'hidden', '-n', 'shop', '-o', 'jsonpath={.data.b}')).toBe('Mg==');
    expect(await out('create', 'serviceaccount', 'robot', '-n', 'shop')).toBe('serviceaccount/robot created\n');
    expect(await out('auth', 'can-i', 'create', 'pods')).toBe('yes\n');
    expect(await out('auth', 'whoami')).toContain('system:admin');
    expect(await out('delete', 'namespace', 'shop')).toBe('namespace "shop" deleted\n');
  });

  test('applies a CustomResourceDefinition and serves its kind and scale at once', async () => {
    await file(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: gadgets, kind: Gadget}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {replicas: {type: integer}}}}
`);
    expect(await out('apply', '-f', 'object.yaml')).toBe('customresourcedefinition.apiextensions.k8s.io/gadgets.example.com created\n');
    await out('wait', '--for=condition=Established', 'crd/gadgets.example.com', '--timeout=5s');
    await file('apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {replicas: 1}\n');
    await out('apply', '-f', 'object.yaml');
    expect(await out('scale', 'gadget', 'g', '--replicas=4')).toBe('gadget.example.com/g scaled\n');
    expect(await out('get', 'gadget', 'g', '-o', 'jsonpath={.spec.replicas}')).toBe('4');
  });

  test('lists what there is', async () => {
    expect(await out('api-resources', '--api-group=example.com', '--no-headers')).toMatch(/^widgets +wd +example\.com\/v1 +true +Widget$/m);
    expect(await out('get', 'nodes', '--no-headers')).toMatch(/^worker-1 +Ready/);
  });
});
