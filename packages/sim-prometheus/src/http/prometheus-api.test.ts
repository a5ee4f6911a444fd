import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from '../store/store.ts';
import { createPrometheusApi } from './prometheus-api.ts';

let server: Server;
let origin: string;

beforeAll(async () => {
  const store = createStore({ retentionMs: 3_600_000 });
  for (const version of ['v1', 'v2']) {
    const handle = store.series({ __name__: 'requests_total', version });
    for (let i = 0; i <= 60; i++) handle.append(i * 10_000, i * 10);
  }
  store.series({ __name__: 'gauge' }).append(600_000, Number.POSITIVE_INFINITY);
  store.describe('requests_total', { type: 'counter', help: 'Requests.' });
  const api = createPrometheusApi({ store, now: () => 600_000, version: '3.5.0', scrapeIntervalSeconds: 5 });
  server = createServer(api.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(() => {
  server.close();
});

async function get(path: string) {
  const response = await fetch(origin + path);
  return { status: response.status, body: await response.json() };
}

const success = (data: unknown) => ({ status: 200, body: { status: 'success', data } });

test.each<[string, unknown]>([
  ['query?query=1', { resultType: 'scalar', result: [600, '1'] }],
  ['query?query="x"', { resultType: 'string', result: [600, 'x'] }],
  ['query?query=gauge', { resultType: 'vector', result: [{ metric: { __name__: 'gauge' }, value: [600, '+Inf'] }] }],
  ['query?query=vector(1e-7)', { resultType: 'vector', result: [{ metric: {}, value: [600, '1e-07'] }] }],
  [
    'query?query=requests_total{version="v1"}&time=1970-01-01T00:01:40.5Z',
    { resultType: 'vector', result: [{ metric: { __name__: 'requests_total', version: 'v1' }, value: [100.5, '100'] }] },
  ],
  [
    'query?query=requests_total{version="v1"}[15s]',
    {
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'requests_total', version: 'v1' },
          values: [
            [590, '590'],
            [600, '600'],
          ],
        },
      ],
    },
  ],
  [
    'query_range?query=sum(rate(requests_total[1m]))&start=300&end=360&step=30s',
    {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [300, '2'],
            [330, '2'],
            [360, '2'],
          ],
        },
      ],
    },
  ],
  ['series?match[]=requests_total{version="v2"}', [{ __name__: 'requests_total', version: 'v2' }]],
  ['labels', ['__name__', 'version']],
  ['labels?match[]=gauge', ['__name__']],
  ['label/version/values', ['v1', 'v2']],
  ['label/version/values?match[]=requests_total{version!="v1"}', ['v2']],
  ['label/version/values?start=700&end=800', []],
  ['metadata?metric=requests_total', { requests_total: [{ type: 'counter', help: 'Requests.', unit: '' }] }],
  ['targets', { activeTargets: [], droppedTargets: [], droppedTargetCounts: {} }],
])('answers %s', async (path, data) => {
  expect(await get(`/api/v1/${path}`)).toEqual(success(data));
});

test.each<[string, number, string, string]>([
  ['query', 400, 'bad_data', 'invalid parameter "query": unknown position: parse error: no expression found in input'],
  ['query?query=up&time=noon', 400, 'bad_data', 'invalid parameter "time": cannot parse "noon" to a valid timestamp'],
  [
    'query?query=gauge * on() requests_total',
    422,
    'execution',
    'found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="requests_total", version="v1"}, {__name__="requests_total", version="v2"}];many-to-many matching not allowed: matching labels must be unique on one side',
  ],
  ['query_range?query=up&start=10&end=5&step=1', 400, 'bad_data', 'invalid parameter "end": end timestamp must not be before start time'],
  [
    'query_range?query=up&start=0&end=5&step=0',
    400,
    'bad_data',
    'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
  ],
  ['query_range?query=up&start=0&end=5&step=x', 400, 'bad_data', 'invalid parameter "step": cannot parse "x" to a valid duration'],
  [
    'query_range?query=up&start=0&end=11001&step=1',
    400,
    'bad_data',
    'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  ],
  [
    'query_range?query=up[5m]&start=0&end=5&step=1',
    400,
    'bad_data',
    'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
  ],
  ['series', 400, 'bad_data', 'no match[] parameter provided'],
  ['series?match[]=sum(up)', 400, 'bad_data', 'invalid parameter "match[]": 1:1: parse error: expected a series selector'],
])('refuses %s', async (path, status, errorType, error) => {
  expect(await get(`/api/v1/${path}`)).toEqual({ status, body: { status: 'error', errorType, error } });
});

test('takes parameters from a form', async () => {
  const response = await fetch(`${origin}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: 'vector(2)', time: '10' }) });
  expect(await response.json()).toMatchObject({ data: { result: [{ value: [10, '2'] }] } });
});

test('reports infos and warnings beside the data', async () => {
  expect((await get('/api/v1/query?query=rate(gauge[5m])')).body).not.toHaveProperty('infos');
  const { body } = await get('/api/v1/query?query=histogram_quantile(2, requests_total)');
  expect(body).toMatchObject({
    warnings: ['PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)', expect.stringContaining('bucket label')],
  });
  expect((await get('/api/v1/labels?limit=1')).body).toMatchObject({ data: ['__name__'], warnings: ['results truncated due to limit'] });
});

test('tells its version, its scrape interval and that it is well', async () => {
  expect((await get('/api/v1/status/buildinfo')).body).toMatchObject({ data: { version: '3.5.0' } });
  expect((await get('/api/v1/status/config')).body).toMatchObject({ data: { yaml: expect.stringContaining('scrape_interval: 5s') } });
  expect((await fetch(`${origin}/-/healthy`)).status).toBe(200);
  expect((await fetch(`${origin}/-/ready`)).status).toBe(200);
});

test('knows no other paths and methods', async () => {
  expect((await fetch(`${origin}/api/v1/nothing`)).status).toBe(404);
  expect((await fetch(`${origin}/api/v1/query`, { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${origin}/api/v1/metadata`, { method: 'POST' })).status).toBe(405);
});
