import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startKube } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function start(flags: string[] = []) {
  const root = await mkdtemp(path.join(tmpdir(), 'pidalio-web-'));
  await mkdir(path.join(root, 'assets'));
  await writeFile(path.join(root, 'assets', 'main-abc.js'), 'x'.repeat(5000));
  await writeFile(path.join(root, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(root, 'index.html'), '<head><base href="/" /><meta name="pidalio-base" content="" /></head>');
  const kube = await startKube();
  const server = await startServer(kube, ['--web-root', root, ...flags]);
  cleanUp.push(() => rm(root, { recursive: true }), kube.stop, server.stop);
  return server.url;
}

test.each([
  ['/assets/main-abc.js', 200, 'public, max-age=31536000, immutable'],
  ['/favicon.svg', 200, 'no-cache'],
  ['/', 200, 'no-cache'],
  ['/services/default/reviews', 200, 'no-cache'],
  ['/assets/gone.js', 404, 'no-store'],
])('%s is %i, cached: %s', async (page, status, cached) => {
  const response = await fetch(`${await start()}${page}`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([status, cached]);
});

test('the page knows its base path', async () => {
  const url = await start(['--base-path', '/mesh']);
  expect(await (await fetch(`${url}/mesh/traffic`)).text()).toBe(
    '<head><base href="/mesh/"><meta name="pidalio-base" content="/mesh"></head>',
  );
  expect((await fetch(`${url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/mesh/');
});

test('pages run only scripts of ours', async () => {
  const { headers } = await fetch(await start());
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("worker-src 'self' blob:");
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(policy).not.toContain('unsafe-eval');
});
