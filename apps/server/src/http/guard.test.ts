import { request } from 'node:http';
import { getChanges, postApply, postPlan } from '@pidalio/contract';
import { afterEach, describe, expect, test } from 'vitest';
import { reviewsRoute, reviewsRule, startKube, type TestKube, virtualServices } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function start(flags: string[] = []) {
  const kube = await startKube();
  const server = await startServer(kube, flags);
  cleanUp.push(kube.stop, server.stop);
  return { kube, ...server };
}

const change = {
  reason: '',
  operations: [
    { action: 'create' as const, object: reviewsRule(['v1']) },
    { action: 'create' as const, object: reviewsRoute({ v1: 100 }) },
  ],
};
const own = { 'content-type': 'application/json', 'x-pidalio': '1' };

/** fetch does not let a caller lie about Host, Origin and Sec-Fetch-Site. */
function send(url: string, headers: Record<string, string>, body: string): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/changes/apply`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const count = async (kube: TestKube) => (await kube.client().list(virtualServices)).items.length;

describe('a foreign page', () => {
  test.each([
    ['under a foreign name', { ...own, host: 'evil.example' }, 'foreign-host'],
    ['from a foreign origin', { ...own, origin: 'http://evil.example' }, 'foreign-origin'],
    ['from another port of this machine', { ...own, origin: 'http://localhost:3000' }, 'foreign-origin'],
    ['from a sandboxed frame', { ...own, origin: 'null' }, 'foreign-origin'],
    ['from a sister site', { ...own, 'sec-fetch-site': 'same-site' }, 'foreign-origin'],
    ['without our header', { 'content-type': 'application/json' }, 'header-missing'],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded', 'x-pidalio': '1' }, 'not-json'],
    ['as plain text', { 'content-type': 'text/plain', 'x-pidalio': '1' }, 'not-json'],
  ])('changes nothing %s', async (_, headers, code) => {
    const { kube, url } = await start();
    expect(await send(url, headers, JSON.stringify(change))).toEqual({ status: 403, code });
    expect(await count(kube)).toBe(0);
  });

  test('reads nothing under a foreign name', async () => {
    const { url } = await start();
    const status = await new Promise((resolve) =>
      request(`${url}/api/mesh`, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end(),
    );
    expect(status).toBe(403);
  });
});

test('lets in the names it was told', async () => {
  const { url } = await start(['--allowed-hosts', 'mesh.example']);
  const answer = await send(url, { ...own, host: 'mesh.example', origin: 'https://mesh.example' }, JSON.stringify(change));
  expect(answer.status).toBe(200);
});

test.each([
  ['--read-only', ['--read-only'], 'read-only'],
  ['others may reach it', ['--host', '0.0.0.0'], 'not-loopback'],
])('plans but does not write when %s', async (_, flags, code) => {
  const { kube, call } = await start(flags);
  expect((await call(postPlan, { body: change })).operations).toHaveLength(2);
  await expect(call(postApply, { body: change })).rejects.toMatchObject({ problem: { status: 403, code } });
  expect(await count(kube)).toBe(0);
  expect((await call(getChanges)).changes).toEqual([]);
});

test('writes for everybody when told so', async () => {
  const { kube, call } = await start(['--host', '0.0.0.0', '--allow-anonymous-writes']);
  await call(postApply, { body: change });
  expect(await count(kube)).toBe(1);
});

describe('requests that do not fit', () => {
  test.each([
    ['GET', '/api/nothing', 404, 'unknown-path'],
    ['DELETE', '/api/mesh', 405, 'method-not-allowed'],
    ['GET', '/api/topology?range=soon', 400, 'invalid-request'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const { url } = await start();
    const response = await fetch(`${url}${path}`, { method, headers: own });
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code, requestId: expect.any(String) });
  });

  test.each([
    ['{', 400, 'body-not-json'],
    ['{"operations":[]}', 400, 'invalid-request'],
    [JSON.stringify({ ...change, reason: 'x'.repeat(1_100_000) }), 413, 'body-too-large'],
    [
      JSON.stringify({
        operations: [{ action: 'create', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } } }],
      }),
      400,
      'invalid-change',
    ],
  ])('a body that cannot be used is refused (%#)', async (body, status, code) => {
    const { url } = await start();
    expect(await send(url, own, body)).toEqual({ status, code });
  });
});

test('serves the API under a base path, and health without it', async () => {
  const { url } = await start(['--base-path', '/mesh/']);
  const statuses = await Promise.all(
    ['/mesh/api/mesh', '/mesh/healthz', '/healthz', '/readyz', '/api/mesh'].map(async (path) => (await fetch(`${url}${path}`)).status),
  );
  expect(statuses).toEqual([200, 200, 200, 200, 404]);
});
