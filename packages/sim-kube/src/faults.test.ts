import { CoreV1Api, KubeConfig, ListWatch, type V1ConfigMap, Watch } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen, type TestServer } from './testing/listen.ts';
import type { FaultRule, ResourceId } from './types.ts';

const configMaps: ResourceId = { group: '', version: 'v1', plural: 'configmaps' };
const path = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
beforeEach(async () => {
  server = await listen();
});
afterEach(() => server.close());

const add = (effect: FaultRule['effect'], rest: Partial<FaultRule> = {}) => server.api.faults.add({ ...rest, effect });
const create = (name: string) =>
  server.api.client.create(configMaps, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

describe('a request', () => {
  test('is told to come again later, as often as asked', async () => {
    add({ kind: 'status', code: 429, retryAfterSeconds: 3 }, { times: 1, match: { verbs: ['list'], plural: 'configmaps' } });
    expect((await fetch(`${server.url}/api/v1/pods`)).status).toBe(200);
    const refused = await fetch(server.url + path);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('3');
    expect(await refused.json()).toMatchObject({ kind: 'Status', reason: 'TooManyRequests', details: { retryAfterSeconds: 3 } });
    expect((await fetch(server.url + path)).status).toBe(200);
  });

  test('fails until the fault ends', async () => {
    const end = add({ kind: 'status', code: 500 });
    expect((await fetch(server.url + path)).status).toBe(500);
    end();
    expect((await fetch(server.url + path)).status).toBe(200);
  });

  test('takes longer', async () => {
    add({ kind: 'latency', ms: 60 });
    const before = performance.now();
    await fetch(server.url + path);
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  test('loses its connection', async () => {
    add({ kind: 'reset' });
    await expect(fetch(server.url + path)).rejects.toThrow();
  });

  test('of an old revision gets 410', async () => {
    add({ kind: 'gone' });
    expect((await fetch(server.url + path)).status).toBe(200);
    expect((await fetch(`${server.url}${path}?resourceVersion=11&resourceVersionMatch=Exact`)).status).toBe(410);
  });

  test('waits while the network is partitioned', async () => {
    server.api.faults.partition();
    let isAnswered = false;
    const answer = fetch(server.url + path).then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    server.api.faults.heal();
    await answer;
  });
});

describe('a watch', () => {
  const watch = async (query = '') => {
    const response = await fetch(`${server.url}${path}?watch=true&${query}`);
    return new Response(response.body).text();
  };

  test('breaks after some events', async () => {
    add({ kind: 'reset', afterEvents: 1 }, { match: { verbs: ['watch'] } });
    await create('a');
    await create('b');
    await expect(watch()).rejects.toThrow();
  });

  test('from before a compaction is one ERROR event', async () => {
    const { metadata } = await create('a');
    await create('b');
    server.api.faults.compact();
    expect(await watch(`resourceVersion=${metadata.resourceVersion}`)).toContain('"code":410');
  });
});

/** Linear congruential generator with the constants of Numerical Recipes: the same faults every time. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const chaos: FaultRule[] = [
  { probability: 0.3, effect: { kind: 'latency', ms: 5 } },
  { probability: 0.2, effect: { kind: 'status', code: 429, retryAfterSeconds: 0 } },
  { probability: 0.2, effect: { kind: 'status', code: 500 } },
  { probability: 0.2, match: { verbs: ['list'] }, effect: { kind: 'reset' } },
  { probability: 0.5, match: { verbs: ['watch'] }, effect: { kind: 'reset', afterEvents: 3 } },
  { probability: 0.3, match: { verbs: ['watch', 'list'] }, effect: { kind: 'gone' } },
];

test.each([1, 2, 3])(
  'an informer of client-node ends with exactly what the server has (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    await server.close();
    server = await listen({ random });
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: 'c', server: server.url, skipTLSVerify: true }, { name: 'u' });
    const core = config.makeApiClient(CoreV1Api);
    // What makeInformer makes, but for its waits of up to half a minute between two watches.
    const informer = new ListWatch<V1ConfigMap>(
      path,
      new Watch(config),
      () => core.listNamespacedConfigMap({ namespace: 'default' }),
      false,
      undefined,
      undefined,
      { delayFn: () => new Promise((resolve) => setTimeout(resolve, 1)) },
    );
    // What people are told to do: start again after an error.
    let isOver = false;
    let failures = 0;
    const start = (): void => {
      if (!isOver) void informer.start().catch(failed);
    };
    const failed = (): void => {
      failures++;
      setTimeout(start, 1);
    };
    informer.on('error', failed);
    for (const rule of chaos) server.api.faults.add(rule);
    start();
    for (let step = 0; step < 400; step++) {
      await disturb(server, random);
      await fetch(`${server.url}/healthz`).catch(() => undefined);
    }
    server.api.faults.clear();
    await server.api.client.create(configMaps, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'last' } });

    const { items } = await server.api.client.list(configMaps, { namespace: 'default' });
    const expected = items.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();
    const known = () =>
      informer
        .list()
        .map(({ metadata }) => `${metadata?.name} ${metadata?.resourceVersion}`)
        .sort();
    await expect.poll(known, { timeout: 20_000, interval: 20 }).toEqual(expected);
    expect(failures).toBeGreaterThan(5);
    isOver = true;
    await informer.stop();
  },
  40_000,
);

/** One change of a config map, or one event in the life of a network. */
async function disturb({ api }: TestServer, random: () => number): Promise<void> {
  const name = `map-${Math.floor(random() * 12)}`;
  const { client, faults } = api;
  const kind = random();
  if (kind < 0.03) faults.dropWatches();
  else if (kind < 0.06) faults.compact();
  else if (kind < 0.09) {
    faults.partition();
    await client.list(configMaps);
    faults.heal();
  } else if (kind < 0.4)
    await client.create(configMaps, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }).catch(() => undefined);
  else if (kind < 0.75)
    await client.patch(configMaps, 'default', name, { data: { value: String(random()) } }, { type: 'merge' }).catch(() => undefined);
  else await client.delete(configMaps, 'default', name).catch(() => undefined);
}
