import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, type TestServer } from '../testing/listen.ts';
import { widget, widgets } from '../testing/widgets.ts';

let server: TestServer;
beforeEach(async () => {
  server = await listen();
});
afterEach(() => server.close());

interface Event {
  type: string;
  object: { metadata: { name: string; resourceVersion: string; annotations?: Record<string, string> }; code?: number; message?: string };
}

/** Opens a watch; the result reads events until there are as many as wanted, or the stream ends. */
async function open(query: string): Promise<(count: number) => Promise<Event[]>> {
  const response = await fetch(`${server.url}/apis/example.com/v1/widgets?watch=true&${query}`);
  return async (count) => {
    const events: Event[] = [];
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) events.push(JSON.parse(line));
      if (events.length >= count) break;
    }
    return events;
  };
}

const watch = async (query: string, count: number) => (await open(query))(count);
const summary = (events: Event[]) => events.map(({ type, object }) => `${type} ${object.metadata.name}`);
const create = (name: string, labels: Record<string, string> = {}) =>
  server.api.client.create(widgets, 'default', { ...widget(name), metadata: { name, labels } });

test('starts with what exists and goes on with what changes', async () => {
  await create('a');
  const read = await open('');
  await server.api.client.create(widgets, 'default', widget('b'));
  await server.api.client.delete(widgets, 'default', 'a');
  expect(summary(await read(3))).toEqual(['ADDED a', 'ADDED b', 'DELETED a']);
});

test('replays what happened since a resourceVersion', async () => {
  const { metadata } = await create('a');
  await create('b');
  await server.api.client.patch(widgets, 'default', 'a', { spec: { size: 2 } }, { type: 'merge' });
  await server.api.client.delete(widgets, 'default', 'b');
  expect(summary(await watch(`resourceVersion=${metadata.resourceVersion}`, 3))).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
});

test('with a selector objects appear and disappear as their labels change', async () => {
  const { metadata } = await create('a');
  const label = (value: string) =>
    server.api.client.patch(widgets, 'default', 'a', { metadata: { labels: { on: value } } }, { type: 'merge' });
  await label('yes');
  await label('no');
  const events = await watch(`resourceVersion=${metadata.resourceVersion}&labelSelector=on%3Dyes`, 2);
  expect(summary(events)).toEqual(['ADDED a', 'DELETED a']);
});

test('a bookmark ends the initial events when asked for', async () => {
  await create('a');
  const events = await watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 2);
  expect(summary(events)[0]).toBe('ADDED a');
  expect(events[1]).toMatchObject({ type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } });
});

test('a revision that is no longer kept is one ERROR event with code 410', async () => {
  const events = await watch('resourceVersion=1', 2);
  expect(events).toMatchObject([
    { type: 'ERROR', object: { code: 410, reason: 'Expired', message: expect.stringContaining('too old resource version: 1') } },
  ]);
});
