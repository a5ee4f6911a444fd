import { serverEvent } from '@pidalio/contract';
import { afterEach, expect, test } from 'vitest';
import { reviewsRoute, services, startKube, until, virtualServices } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function listen(headers: Record<string, string> = {}) {
  const kube = await startKube();
  const server = await startServer(kube);
  const ending = new AbortController();
  cleanUp.push(kube.stop, server.stop, () => ending.abort());
  const response = await fetch(`${server.url}/api/events`, { headers: { accept: 'text/event-stream', ...headers }, signal: ending.signal });
  const topics: string[] = [];
  void (async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) topics.push(serverEvent.parse(JSON.parse(data)).topic);
      }
    }
  })().catch(() => undefined);
  return { kube, response, topics };
}

test('says which topic moved, and no more', async () => {
  const { kube, response, topics } = await listen();
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('content-encoding')).toBeNull();
  await kube.client().create(virtualServices, 'default', reviewsRoute({ v1: 100 }));
  await until(() => topics.includes('config'), 'a change of configuration');
  expect(topics).not.toContain('cluster');
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'one', namespace: 'default' }, spec: { ports: [{ port: 80 }] } };
  await kube.client().create(services, 'default', service);
  await until(() => topics.includes('cluster'), 'a change of the cluster');
  await kube.kill();
  await until(() => topics.includes('sources'), 'the loss of the source');
});

test('tells who comes back after a break that everything may have moved', async () => {
  const { topics } = await listen({ 'last-event-id': 'config-3' });
  await until(() => topics.length === 5, 'all topics');
  expect(topics.sort()).toEqual(['changes', 'cluster', 'config', 'metrics', 'sources']);
});
