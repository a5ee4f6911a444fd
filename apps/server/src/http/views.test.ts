import { createServer } from 'node:http';
import { getElementCharts, getService, getServices, getSteering, getTopology, getTraffic, getWatch } from '@pidalio/contract';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookinfo, canary, clusterOf, subsets } from '../mesh/cluster.fixture.ts';
import { createMeshViews } from '../mesh/mesh-views.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { endMs, seenByBoth, startPrometheus } from '../metrics/prometheus.fixture.ts';
import { replyWithProblem } from './errors.ts';
import { servicesRoutes } from './services.ts';
import { steeringRoutes } from './steering.ts';
import { topologyRoutes } from './topology.ts';
import { trafficRoutes } from './traffic.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
let base = '';

beforeAll(async () => {
  const prometheus = await startPrometheus();
  prometheus.write([
    { reporter: 'source', from: 'istio-ingressgateway.istio-system', to: 'productpage-v1', rate: 40, routeName: 'productpage' },
    ...seenByBoth({ from: 'productpage-v1', to: 'reviews-v1', rate: 36, routeName: 'canary' }),
    ...seenByBoth({ from: 'productpage-v1', to: 'reviews-v2', rate: 4, routeName: 'canary', code: '503', flags: 'UH' }),
    { reporter: 'destination', from: '', to: 'reviews-v1', rate: 2 },
  ]);
  const metrics = createMetrics({ url: prometheus.url, timeoutMs: 5000, now: () => endMs });
  const mesh = createMeshViews({ cluster: clusterOf(bookinfo(`${subsets}---${canary}`)), metrics, now: () => endMs });
  const app = express();
  for (const routes of [topologyRoutes, servicesRoutes, steeringRoutes, trafficRoutes]) routes(app, { mesh });
  app.use(replyWithProblem(pino({ level: 'silent' })));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)), metrics.stop, prometheus.stop);
});
afterAll(async () => {
  for (const stop of cleanUp) await stop();
});

const helm = encodeURIComponent('helm:default/reviews/VirtualService/default/reviews');

test.each([
  { path: '/api/topology', response: getTopology.response },
  { path: '/api/topology?graph=service&namespaces=default&range=60', response: getTopology.response },
  { path: `/api/topology/charts?element=${helm}`, response: getElementCharts.response },
  { path: '/api/services?namespaces=default', response: getServices.response },
  { path: '/api/services/default/reviews', response: getService.response },
  { path: '/api/steering/default/reviews', response: getSteering.response },
  { path: '/api/watch/canary/default/reviews?rule=1', response: getWatch.response },
  { path: '/api/watch/mirror/default/reviews?rule=1', response: getWatch.response },
  { path: '/api/watch/fault/default/reviews?rule=1', response: getWatch.response },
  { path: '/api/traffic', response: getTraffic.response },
])('$path answers what the contract promises', async ({ path, response }) => {
  const answer = await fetch(base + path);
  expect(answer.status).toBe(200);
  const body: unknown = await answer.json();
  expect(response.parse(body)).toEqual(body);
});

test.each([
  { path: '/api/services/default/nothing', status: 404, code: 'unknown-service' },
  { path: '/api/steering/default/nothing', status: 404, code: 'unknown-service' },
  { path: '/api/topology/charts?element=nothing', status: 404, code: 'unknown-element' },
  { path: '/api/topology?range=1', status: 400, code: 'invalid-request' },
  { path: '/api/watch/party/default/reviews', status: 400, code: 'invalid-request' },
])('$path answers $status', async ({ path, status, code }) => {
  const answer = await fetch(base + path);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code });
});
