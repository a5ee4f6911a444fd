import { createServer } from 'node:http';
import {
  createClient,
  type ExplainRequest,
  explainRequest,
  getExplainExample,
  getExplainSubjects,
  postExplain,
  postReadRequest,
} from '@pidalio/contract';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookinfo, canary, clusterOf, subsets } from '../mesh/cluster.fixture.ts';
import { createMeshViews } from '../mesh/mesh-views.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { replyWithProblem } from './errors.ts';
import { explainRoutes } from './explain.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
let call: ReturnType<typeof createClient>;

beforeAll(async () => {
  const metrics = createMetrics({ url: 'http://127.0.0.1:9', timeoutMs: 1000, now: () => 0 });
  const cluster = clusterOf(bookinfo(`${subsets}---${canary}`));
  const app = express();
  app.use(express.json());
  explainRoutes(app, { cluster, mesh: createMeshViews({ cluster, metrics, now: () => 0 }), now: () => 0 });
  app.use(replyWithProblem(pino({ level: 'silent' })));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  call = createClient(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)), metrics.stop);
});
afterAll(async () => {
  for (const stop of cleanUp) await stop();
});

const productpage = { namespace: 'default', name: 'productpage-v1' };
const request: ExplainRequest = explainRequest.parse({ caller: productpage, authority: 'reviews:9080', port: 9080, path: '/reviews/0' });
const jason = { ...request, headers: [{ name: 'End-User', value: 'jason' }] };

describe('a request', () => {
  test('is told with the lines that decided, in the words of the reader', async () => {
    const { live, caller, draft, testYaml } = await call(postExplain, { body: { request: jason } });
    expect(testYaml).toContain('route: jason');
    expect(caller).toMatchObject({ name: 'productpage-v1', proxy: 'sidecar' });
    expect(live.verdict).toMatchObject({ kind: 'delivered', title: 'Answered by reviews v3' });
    expect(live.stops.find(({ code }) => code === 'RT-MATCH')).toMatchObject({ rule: { number: 1, name: 'jason' }, line: 12 });
    expect(live.outcomes).toMatchObject([{ label: 'reviews v3', versionIndex: 2, probability: 1 }]);
    expect(draft).toBeNull();
    const { live: inChinese } = await call(postExplain, { body: { request: jason, locale: 'zh' } });
    expect(inChinese.verdict.title).not.toBe(live.verdict.title);
  });

  test('names the rules that lost', async () => {
    const { live, whatIfs } = await call(postExplain, { body: { request } });
    expect(live.stops.find(({ code }) => code === 'RT-HEADER-MISMATCH')).toMatchObject({ rule: { number: 1, name: 'jason' }, line: 13 });
    expect(whatIfs[0]).toMatchObject({
      text: 'end-user is jason',
      routeName: 'jason',
      request: { headers: [{ name: 'end-user', value: 'jason' }] },
    });
    expect(live.outcomes.map(({ label, probability }) => [label, probability])).toEqual([
      ['reviews v1', 0.9],
      ['reviews v2', 0.1],
    ]);
  });

  test('of which something is unknown has two stories, and neither is claimed', async () => {
    const { live } = await call(postExplain, { body: { request: { ...request, unknown: ['headers'] } } });
    expect(live.verdict.kind).toBe('uncertain');
    expect(live.certain.title).toBe('Answered by reviews v1 in 9 of 10 cases, else by v2');
    expect(live.alternatives).toMatchObject([{ assumptions: [{ code: 'RT-MAY-MATCH', line: 13 }], story: { routeName: 'jason' } }]);
  });

  test('is told under a draft too, by the lines of the draft', async () => {
    const text = `# all to v2\n${canary.trim().replace('subset: v1}, weight: 90', 'subset: v2}, weight: 90').replace('subset: v2}, weight: 10', 'subset: v1}, weight: 10')}`;
    const { live, draft } = await call(postExplain, { body: { request: jason, drafts: [text] } });
    expect(live.stops.find(({ code }) => code === 'RT-MATCH')?.line).toBe(12);
    expect(draft?.stops.find(({ code }) => code === 'RT-MATCH')?.line).toBe(9);
    const { draft: changed } = await call(postExplain, { body: { request, drafts: [text] } });
    expect(changed?.outcomes[0]?.label).toBe('reviews v2');
  });

  test('of nobody, and a draft that is no YAML, are refused', async () => {
    const nobody = { ...request, caller: { namespace: 'default', name: 'nobody' } };
    await expect(call(postExplain, { body: { request: nobody } })).rejects.toMatchObject({
      problem: { status: 422, code: 'unknown-caller' },
    });
    await expect(call(postExplain, { body: { request, drafts: ['a: [b'] } })).rejects.toMatchObject({
      problem: { status: 422, code: 'unreadable-draft', errors: [{ field: 'body.drafts.0' }] },
    });
  });
});

describe('a pasted text', () => {
  test.each([
    [`curl -H 'end-user: jason' http://reviews:9080/reviews/0`, { caller: productpage, port: 9080, authority: 'reviews:9080' }],
    // Only the gateway knows this host; outside its port is another one.
    [
      'curl http://localhost:8080/productpage',
      { caller: { namespace: 'istio-system', name: 'istio-ingressgateway' }, port: 80, path: '/productpage' },
    ],
    ['GET reviews.default/reviews/0', { caller: productpage, port: 9080 }],
  ])('%s finds its place in the mesh', async (text, expected) => {
    const { request: read, notes } = await call(postReadRequest, { body: { text, caller: productpage } });
    expect(read).toMatchObject(expected);
    expect(notes).toEqual([]);
  });

  test('that is none says so', async () => {
    const { request: read, notes } = await call(postReadRequest, { body: { text: 'what happened here?' } });
    expect(read).toBeNull();
    expect(notes).toHaveLength(1);
  });
});

test('the form offers callers, hosts and what rules look at', async () => {
  const subjects = await call(getExplainSubjects);
  expect(subjects.callers.map(({ name }) => name)).toContain('productpage-v1');
  expect(subjects.callers).toContainEqual({ namespace: 'legacy', name: 'legacy-batch', proxy: 'none', readyPods: 1 });
  expect(subjects.hosts).toContainEqual({
    host: 'reviews.default.svc.cluster.local',
    namespace: 'default',
    shortName: 'reviews',
    ports: [{ port: 9080, protocol: 'http' }],
  });
  expect(subjects.headers).toEqual([{ name: 'end-user', values: ['jason'] }]);
  expect(subjects.paths).toEqual(['/productpage', '/static']);
  expect(subjects.gatewayHosts).toEqual([{ host: '*', port: 80, scheme: 'http' }]);
});

test.each([
  [{ service: 'default/reviews' }, { authority: 'reviews:9080', path: '/', headers: [] }],
  [
    { service: 'default/reviews', by: 'legacy/legacy-batch' },
    { authority: 'reviews.default:9080', caller: { namespace: 'legacy' } },
  ],
  [{ service: 'default/reviews', rule: 'VirtualService/default/reviews/0' }, { headers: [{ name: 'end-user', value: 'jason' }] }],
  [
    { service: 'default/productpage', by: 'istio-system/istio-ingressgateway' },
    { authority: 'example.com', port: 80, path: '/productpage', caller: { name: 'istio-ingressgateway' } },
  ],
])('makes up a request for %j', async (query, expected) => {
  const { request: example } = await call(getExplainExample, { query });
  expect(example).toMatchObject(expected);
  const { live } = await call(postExplain, { body: { request: example } });
  expect(live.verdict.kind).toBe('delivered');
});
