import type { KubeObject } from '@pidalio/istio';
import { expect, test } from 'vitest';
import { BOOKINFO_PODS } from './bookinfo-cluster.fixture.ts';
import { parsePod } from './pod.ts';
import { evaluateTags, type Metric, type Mode, tagRules } from './telemetry.ts';

const productpage = BOOKINFO_PODS.flatMap((object) => parsePod(object, 'cluster.local') ?? []).find(
  ({ workload }) => workload.app === 'productpage',
)!;

function telemetry(namespace: string, match: unknown, tagOverrides: unknown, selector?: unknown): KubeObject {
  const spec = {
    ...(selector ? { selector } : {}),
    metrics: [{ providers: [{ name: 'prometheus' }], overrides: [{ match, tagOverrides }] }],
  };
  return { apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry', metadata: { name: 't', namespace }, spec };
}

const ROUTE_NAME = { route_name: { operation: 'UPSERT', value: 'xds.route_name' } };
const attributes = {
  'xds.route_name': 'v2',
  'request.method': 'GET',
  'request.host': 'reviews:9080',
  'request.url_path': '/reviews/0',
};

function tagsOf(telemetries: KubeObject[], metric: Metric = 'REQUEST_COUNT', mode: Mode = 'CLIENT') {
  return evaluateTags(tagRules(telemetries, 'istio-system', productpage, metric, mode), attributes);
}

const meshWide = telemetry('istio-system', { metric: 'REQUEST_COUNT', mode: 'CLIENT' }, ROUTE_NAME);

test('a mesh-wide object adds the route name where it asks for it', () => {
  expect(tagsOf([meshWide])).toEqual({ route_name: 'v2' });
  expect(tagsOf([meshWide], 'REQUEST_DURATION')).toEqual({});
  expect(tagsOf([meshWide], 'REQUEST_COUNT', 'SERVER')).toEqual({});
});

test('an object without a match means all metrics on both sides', () => {
  const everywhere = telemetry('istio-system', {}, ROUTE_NAME);
  expect(tagsOf([everywhere], 'REQUEST_DURATION', 'SERVER')).toEqual({ route_name: 'v2' });
});

test('a namespace overrides the mesh, a workload its namespace', () => {
  const removes = telemetry('default', {}, { route_name: { operation: 'REMOVE' } });
  const literal = telemetry('default', {}, { route_name: { value: "'fixed'" } }, { matchLabels: { app: 'productpage' } });
  expect(tagsOf([meshWide, removes])).toEqual({ route_name: '' });
  expect(tagsOf([literal, meshWide, removes])).toEqual({ route_name: 'fixed' });
});

test('an expression that cannot be evaluated is unknown', () => {
  expect(tagsOf([telemetry('default', {}, { x: { value: 'a.b(c)' } })])).toEqual({ x: 'unknown' });
});
