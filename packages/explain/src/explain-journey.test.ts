import { buildMesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, object, request } from './bookinfo.fixture.ts';
import { explainJourney } from './explain-journey.ts';

const jason = { ...request, headers: { 'end-user': 'jason' } };

describe('the header canary', () => {
  const mesh = buildMesh(bookinfo);

  test('sends jason to v2', () => {
    const { verdict, arrivals } = explainJourney(mesh, jason);
    expect(verdict).toMatchObject({ kind: 'delivered', code: 'ONE-DESTINATION', values: { to: 'reviews v2' } });
    expect(verdict.because).toMatchObject({ code: 'RULE', values: { rule: 'jason', number: 1 } });
    expect(arrivals).toMatchObject([{ workload: { name: 'reviews-v2' }, connection: { sends: 'mutual-tls' } }]);
  });

  test('sends everybody else by weight', () => {
    const { verdict, outcomes } = explainJourney(mesh, request);
    expect(verdict).toMatchObject({ code: 'SEVERAL-DESTINATIONS', values: { to: 'reviews v1', probability: 0.75, second: 'reviews v3' } });
    expect(verdict.because).toMatchObject({ code: 'RULE-AFTER-OTHERS', values: { rule: 'canary', number: 2, lost: 1 } });
    expect(outcomes.map(({ probability }) => probability)).toEqual([0.75, 0.25]);
  });
});

test('says what an abort leaves of the traffic', () => {
  const fault = { abort: { percentage: { value: 40 }, httpStatus: 418 } };
  const spec = { hosts: ['ratings'], http: [{ fault, route: [{ destination: { host: 'ratings' } }] }] };
  const mesh = buildMesh([...bookinfo, object('VirtualService', 'ratings', spec)]);
  const { outcomes, verdict } = explainJourney(mesh, { ...request, host: 'ratings' });
  expect(outcomes).toMatchObject([
    { kind: 'delivered', probability: 0.6, status: null },
    { kind: 'answered', probability: 0.4, status: 418, flags: 'FI' },
  ]);
  expect(verdict.kind).toBe('delivered');
});

test('says that a subset does not exist', () => {
  const spec = { hosts: ['ratings'], http: [{ route: [{ destination: { host: 'ratings', subset: 'v9' } }] }] };
  const mesh = buildMesh([...bookinfo, object('VirtualService', 'ratings', spec)]);
  const { verdict, outcomes } = explainJourney(mesh, { ...request, host: 'ratings' });
  expect(outcomes).toMatchObject([{ kind: 'unreachable', status: 503, flags: 'NC', stop: { code: 'DS-NO-SUBSET' } }]);
  expect(verdict).toMatchObject({ kind: 'unreachable', code: 'NO-DESTINATION', because: { code: 'MISSING-DESTINATION' } });
});

test('takes the kind of end that most requests come to', () => {
  const fault = { abort: { percentage: { value: 30 }, httpStatus: 500 } };
  const route = ['v1', 'v2', 'v3'].map((subset) => ({ destination: { host: 'reviews', subset }, weight: 1 }));
  const others = bookinfo.filter(({ kind }) => kind !== 'VirtualService');
  const mesh = buildMesh([...others, object('VirtualService', 'reviews', { hosts: ['reviews'], http: [{ fault, route }] })]);
  const { verdict } = explainJourney(mesh, request);
  expect(verdict).toMatchObject({ kind: 'delivered', values: { count: 3 } });
});

test('says that a rule whose weights are all 0 sends nowhere', () => {
  const route = ['v1', 'v2'].map((subset) => ({ destination: { host: 'reviews', subset }, weight: 0 }));
  const others = bookinfo.filter(({ kind }) => kind !== 'VirtualService');
  const mesh = buildMesh([...others, object('VirtualService', 'reviews', { hosts: ['reviews'], http: [{ route }] })]);
  expect(explainJourney(mesh, request)).toMatchObject({ outcomes: [{ kind: 'unreachable', status: 503 }], verdict: { code: 'FAILS' } });
});

test('says that no pod is ready where pods are known', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'ratings-v1-x', namespace: 'default', labels: { app: 'ratings' } },
    status: {},
  };
  const mesh = buildMesh([...bookinfo.filter(({ metadata }) => metadata.name !== 'ratings-v1'), pod]);
  const { verdict, outcomes } = explainJourney(mesh, { ...request, host: 'ratings' });
  expect(outcomes).toMatchObject([{ kind: 'unreachable', status: 503, flags: 'UH' }]);
  expect(verdict).toMatchObject({ code: 'NOBODY-THERE', values: { to: 'ratings' }, because: { code: 'NO-ENDPOINT' } });
});

test('says that a gateway redirects to https before any rule', () => {
  const gateway = object('Gateway', 'shop', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example'], tls: { httpsRedirect: true } }],
  });
  const rules = object('VirtualService', 'shop', {
    hosts: ['shop.example'],
    gateways: ['shop'],
    http: [{ route: [{ destination: { host: 'reviews' } }] }],
  });
  const caller = { namespace: 'default', labels: { istio: 'ingressgateway' }, proxy: 'gateway' as const };
  const { verdict } = explainJourney(buildMesh([...bookinfo, gateway, rules]), { ...request, caller, host: 'shop.example', port: 80 });
  expect([verdict.code, verdict.because.code, verdict.because.values.name]).toEqual(['REDIRECTED', 'HTTPS-REDIRECT', 'shop']);
});

test('finds nobody behind a subset that none of the known workloads belongs to, even without pods', () => {
  const mesh = buildMesh(bookinfo.filter(({ metadata }) => metadata.name !== 'reviews-v2'));
  const { outcomes, verdict } = explainJourney(mesh, { ...request, headers: { 'end-user': 'jason' } });
  expect(outcomes).toMatchObject([{ kind: 'unreachable', status: 503, flags: 'UH' }]);
  expect(verdict).toMatchObject({ code: 'NOBODY-THERE', because: { code: 'NO-ENDPOINT' } });
  const withoutWorkloads = buildMesh(bookinfo.filter(({ kind }) => kind !== 'Deployment'));
  expect(explainJourney(withoutWorkloads, request).verdict.kind).toBe('delivered');
});

test('lets a caller without a proxy out to names of the world, and not to names that nobody has', () => {
  const caller = { namespace: 'legacy', labels: {}, proxy: 'none' as const };
  const to = (host: string) => explainJourney(buildMesh(bookinfo), { ...request, caller, host }).verdict;
  expect(to('example.com')).toMatchObject({ kind: 'delivered', code: 'OUTSIDE' });
  expect(to('nosuch').kind).toBe('unreachable');
});
