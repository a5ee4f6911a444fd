import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type TestServer } from '../testing/listen.ts';

let server: TestServer;
beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.close());

const metadata = { name: 'x' };
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: '80' }] }] } };

test.each([
  ['/api/v1', 'configmaps', { kind: 'ConfigMap', metadata, data: { a: 5 } }, 'number into Go struct field ConfigMap.data of type string'],
  [
    '/apis/apps/v1',
    'deployments',
    { kind: 'Deployment', metadata, spec: { replicas: '2' } },
    'string into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    '/apis/apps/v1',
    'deployments',
    { kind: 'Deployment', metadata, spec: { selector: { matchLabels: { a: 'b' } }, template } },
    'string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32',
  ],
])('%s/%s: what does not fit its Go type is refused (%#)', async (base, plural, body, problem) => {
  const response = await fetch(`${server.url}${base}/namespaces/default/${plural}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(400);
  expect(JSON.parse(await response.text()).message).toBe(
    `${body.kind} in version "v1" cannot be handled as a ${body.kind}: json: cannot unmarshal ${problem}`,
  );
});
