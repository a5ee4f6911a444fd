import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKubeApi } from '@pidalio/sim-kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCommand, pidalio } from './test-kit.fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pidalio-'));
const kubeconfig = path.join(folder, 'config');
const api = createKubeApi({});
let server: Server;

beforeAll(async () => {
  await buildCommand();
  server = createServer((request, response) => api.handler(request, response));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  writeFileSync(kubeconfig, JSON.stringify(configFor(`http://127.0.0.1:${port}`)));
  await fill();
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  api.close();
  rmSync(folder, { recursive: true });
});

function configFor(address: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server: address } }],
    users: [{ name: 'test', user: {} }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
}

async function fill(): Promise<void> {
  const core = (plural: string) => ({ group: '', version: 'v1', plural });
  const spec = { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 9080 }] };
  await api.client.create(core('namespaces'), '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } });
  await api.client.create(core('services'), 'default', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'reviews' }, spec });
  await api.client.create(core('configmaps'), 'istio-system', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio' },
    data: { mesh: 'outboundTrafficPolicy:\n  mode: REGISTRY_ONLY\n' },
  });
}

const explain = (...args: string[]) => pidalio(['explain', '--kubeconfig', kubeconfig, ...args]);

test('explains against the objects of a cluster', async () => {
  const { code, out, err } = await explain('-r', 'GET reviews/reviews/1');
  expect(err).toBe('');
  expect(out).toContain('Answered by reviews');
  expect(code).toBe(0);
});

test('under the MeshConfig of the cluster', async () => {
  const { code, out } = await explain('-r', 'GET example.com:9080/');
  expect(out).toContain('Not let out: the proxy answers 502');
  expect(code).toBe(2);
});

test('says which contexts there are', async () => {
  const { code, err } = await explain('--context', 'other', '-r', 'GET reviews/');
  expect(err).toContain('There is no context other in the kubeconfig; there is test.');
  expect(code).toBe(64);
});

test('says that nobody answers', async () => {
  const dead = path.join(folder, 'dead');
  writeFileSync(dead, JSON.stringify(configFor('http://127.0.0.1:1')));
  const { code, err } = await pidalio(['explain', '--kubeconfig', dead, '-r', 'GET reviews/']);
  expect(err).toContain('The Kubernetes API at http://127.0.0.1:1 cannot be reached: ');
  expect(code).toBe(69);
});
