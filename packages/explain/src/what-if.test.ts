import { buildMesh } from '@pidalio/routing';
import { expect, test } from 'vitest';
import { bookinfo, object, request } from './bookinfo.fixture.ts';
import { explainJourney } from './explain-journey.ts';
import type { JourneyRequest } from './journey.ts';
import { whatIfs } from './what-if.ts';

function variants(mesh: ReturnType<typeof buildMesh>, from: JourneyRequest): string[] {
  return whatIfs(mesh, explainJourney(mesh, from)).map(({ code, values, verdict }) =>
    [code, ...Object.values(values), '→', verdict.values.to].join(' '),
  );
}

test('shows what a rule that lost would have done', () => {
  expect(variants(buildMesh(bookinfo), request)).toEqual(['HEADER-IS end-user jason → reviews v2']);
});

test('shows what happens without the header that decided', () => {
  expect(variants(buildMesh(bookinfo), { ...request, headers: { 'end-user': 'jason', accept: '*/*' } })).toEqual([
    'HEADER-ABSENT end-user → reviews v1',
  ]);
});

test('shows what a header that is not known would decide', () => {
  expect(variants(buildMesh(bookinfo), { ...request, unknown: ['headers'] })).toEqual(['HEADER-IS end-user jason → reviews v2']);
});

test('tries paths, methods and query parameters, and leaves out what changes nothing', () => {
  const to = (subset: string) => [{ destination: { host: 'reviews', subset } }];
  const rules = [
    { match: [{ uri: { prefix: '/v1' } }], route: to('v1') },
    { match: [{ method: { exact: 'POST' } }], route: to('v2') },
    { match: [{ queryParams: { beta: { exact: '1' } } }], route: to('v3') },
    {
      match: [{ headers: { same: { exact: '1' } } }, { headers: { any: { regex: 'a.*' } } }],
      route: [{ destination: { host: 'ratings' } }],
    },
    { route: [{ destination: { host: 'ratings' } }] },
  ];
  const others = bookinfo.filter(({ kind }) => kind !== 'VirtualService');
  const mesh = buildMesh([...others, object('VirtualService', 'reviews', { hosts: ['reviews'], http: rules })]);
  expect(variants(mesh, { ...request, path: '/reviews/0?a=b' })).toEqual([
    'PATH-IS /v1 → reviews v1',
    'METHOD-IS POST → reviews v2',
    'QUERY-IS beta 1 → reviews v3',
  ]);
});

test('shows callers that fare otherwise, one of each kind', () => {
  const rules = [
    { match: [{ sourceLabels: { app: 'ratings' } }], route: [{ destination: { host: 'ratings' } }] },
    { route: [{ destination: { host: 'reviews', subset: 'v1' } }] },
  ];
  const others = bookinfo.filter(({ kind }) => kind !== 'VirtualService');
  const mesh = buildMesh([...others, object('VirtualService', 'reviews', { hosts: ['reviews'], http: rules })]);
  expect(variants(mesh, request)).toEqual(['CALLER-IS default ratings-v1 → ratings']);
});

test('shows methods and callers that a policy does not refuse', () => {
  const rules = [{ from: [{ source: { notPrincipals: ['*/bookinfo-ratings'] } }], to: [{ operation: { methods: ['DELETE'] } }] }];
  const mesh = buildMesh([...bookinfo, object('AuthorizationPolicy', 'no-delete', { action: 'DENY', rules })]);
  const route = { ...request, method: 'DELETE', headers: { 'end-user': 'jason' } };
  expect(
    whatIfs(mesh, explainJourney(mesh, route)).map(({ code, values, verdict }) => [code, values.value ?? values.name, verdict.kind]),
  ).toEqual([
    ['HEADER-ABSENT', 'end-user', 'denied'],
    ['METHOD-IS', 'GET', 'delivered'],
    ['CALLER-IS', 'ratings-v1', 'delivered'],
  ]);
});

test('calls the same service by its namespace from another one, and lets the control plane come last', () => {
  const pod = (namespace: string, name: string) => ({
    ...object('Pod', name, {}),
    metadata: { name, namespace, labels: { app: name, 'sidecar.istio.io/inject': 'false' } },
  });
  const rules = [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }];
  const others = bookinfo.filter(({ kind }) => kind !== 'VirtualService');
  const mesh = buildMesh([
    ...others,
    object('VirtualService', 'reviews', { hosts: ['reviews'], http: rules }),
    pod('istio-system', 'istiod'),
    pod('legacy', 'batch'),
  ]);
  const found = whatIfs(mesh, explainJourney(mesh, request)).filter(({ code }) => code === 'CALLER-IS');
  expect(found.map(({ values, request: { host } }) => [values.namespace, host])).toEqual([['legacy', 'reviews.default']]);
});
