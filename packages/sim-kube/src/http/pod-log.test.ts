import { afterEach, expect, test } from 'vitest';
import { listen, type TestServer } from '../testing/listen.ts';
import type { PodLogOptions } from '../types.ts';

const pods = { group: '', version: 'v1', plural: 'pods' };
let server: TestServer;
afterEach(() => server.close());

async function withPod(
  containers: string[],
  podLogs: (options: PodLogOptions) => AsyncIterable<string> | Iterable<string>,
): Promise<string> {
  server = await listen({ podLogs: (_pod, options) => podLogs(options) });
  const spec = { containers: containers.map((name) => ({ name, image: 'x:1' })) };
  await server.api.client.create(pods, 'default', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'talker' }, spec });
  return `${server.url}/api/v1/namespaces/default/pods/talker/log`;
}

test('passes on what the client asks for', async () => {
  const url = await withPod(['main'], (options) => [JSON.stringify(options)]);
  const text = await (await fetch(`${url}?tailLines=5&timestamps=true&sinceTime=2026-01-01T00:00:00Z`)).text();
  expect(JSON.parse(text)).toEqual({ container: 'main', follow: false, tailLines: 5, timestamps: true, sinceTime: '2026-01-01T00:00:00Z' });
});

test('a pod of several containers needs a name', async () => {
  const url = await withPod(['main', 'istio-proxy'], ({ container }) => [container]);
  const refused = await fetch(url);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    message: 'a container name must be specified for pod talker, choose one of: [main istio-proxy]',
  });
  expect(await (await fetch(`${url}?container=istio-proxy`)).text()).toBe('istio-proxy\n');
});

test('a followed log ends with the connection, and so does its source', async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* lines() {
    try {
      for (let count = 1; ; count++) {
        yield `line ${count}`;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      end();
    }
  }
  const url = await withPod(['main'], lines);
  const abort = new AbortController();
  const response = await fetch(`${url}?follow=true`, { signal: abort.signal });
  const first = await response.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain('line 1');
  abort.abort();
  await ended;
});
