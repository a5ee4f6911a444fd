import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, type TestServer } from '../testing/listen.ts';
import type { ResourceId } from '../types.ts';

const pods: ResourceId = { group: '', version: 'v1', plural: 'pods' };
const accounts: ResourceId = { group: '', version: 'v1', plural: 'serviceaccounts' };
const tokens = { root: { username: 'root', groups: ['system:masters'] } };
const base = '/api/v1/namespaces/default';

let server: TestServer;
beforeEach(async () => {
  server = await listen({ tokens, rbac: true });
  await server.api.client.create(pods, 'default', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'main', image: 'x' }] },
  });
  await server.api.client.create(accounts, 'default', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
});
afterEach(() => server.close());

const ask = (method: string, path: string, { body, token = 'root' }: { body?: unknown; token?: string } = {}) =>
  fetch(server.url + base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test('a service account gets a token, and is who it says', async () => {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 900 } };
  const answer = await ask('POST', '/serviceaccounts/robot/token', { body: request });
  expect(answer.status).toBe(201);
  const { spec, status } = JSON.parse(await answer.text());
  expect(spec.expirationSeconds).toBe(900);
  const refused = await ask('GET', '/pods', { token: status.token });
  expect(JSON.parse(await refused.text()).message).toContain('User "system:serviceaccount:default:robot" cannot list resource "pods"');
  await server.api.client.delete(accounts, 'default', 'robot');
  expect((await ask('GET', '/pods', { token: status.token })).status).toBe(401);
  expect((await ask('POST', '/serviceaccounts/nobody/token', { body: request })).status).toBe(404);
});

test('an eviction deletes the pod, unless it is a dry run', async () => {
  const eviction = (deleteOptions: object) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' }, deleteOptions });
  expect((await ask('POST', '/pods/p/eviction', { body: eviction({ dryRun: ['All'] }) })).status).toBe(201);
  expect((await ask('GET', '/pods/p')).status).toBe(200);
  expect((await ask('POST', '/pods/p/eviction', { body: eviction({ gracePeriodSeconds: 0 }) })).status).toBe(201);
  expect((await ask('GET', '/pods/p')).status).toBe(404);
});

test.each(['exec', 'attach', 'portforward'])('%s is clearly not supported', async (subresource) => {
  const answer = await ask('POST', `/pods/p/${subresource}`);
  expect(answer.status).toBe(501);
  expect(JSON.parse(await answer.text()).message).toBe(`${subresource} is not supported: the pods of this cluster are simulated`);
});

test.each([
  ['previous=true', 400, /previous terminated container "main" in pod "p" not found/],
  ['tailLines=-1', 422, /tailLines: Invalid value: -1: must be greater than or equal to 0/],
  ['sinceSeconds=0', 422, /sinceSeconds: Invalid value: 0: must be greater than 0/],
  ['sinceSeconds=5&sinceTime=2020-01-01T00:00:00Z', 422, /at most one of/],
  ['sinceTime=yesterday', 400, /parsing time "yesterday"/],
])('a log with %s is refused', async (query, status, message) => {
  const answer = await ask('GET', `/pods/p/log?${query}`);
  expect(answer.status).toBe(status);
  expect(JSON.parse(await answer.text()).message).toMatch(message);
});
