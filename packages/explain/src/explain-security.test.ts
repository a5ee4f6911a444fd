import { buildMesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, object, request, service } from './bookinfo.fixture.ts';
import { describeVerdict } from './describe.ts';
import { explainJourney } from './explain-journey.ts';
import type { JourneyRequest } from './journey.ts';

const viewers = (rules: unknown[], action = 'ALLOW') =>
  object('AuthorizationPolicy', 'viewers', { selector: { matchLabels: { app: 'reviews' } }, action, rules });
const strict = object('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
const jason: JourneyRequest = { ...request, headers: { 'end-user': 'jason' } };

describe('a policy at the callee', () => {
  test('that allows is passed', () => {
    const rules = [{ from: [{ source: { principals: ['cluster.local/ns/default/sa/bookinfo-productpage'] } }] }];
    const { verdict, arrivals } = explainJourney(buildMesh([...bookinfo, viewers(rules)]), jason);
    expect(verdict.kind).toBe('delivered');
    expect(arrivals[0]?.stops.map(({ code }) => code)).toEqual(['PA-MODE', 'AP-ALLOW']);
  });

  test('that allows others only is named with its rules', () => {
    const rules = [{ from: [{ source: { principals: ['cluster.local/ns/default/sa/other'] } }] }];
    const { verdict, outcomes } = explainJourney(buildMesh([...bookinfo, viewers(rules)]), jason);
    expect(outcomes).toMatchObject([{ kind: 'denied', status: 403, details: 'rbac_access_denied_matched_policy[none]', at: 'callee' }]);
    expect(verdict).toMatchObject({ kind: 'denied', code: 'DENIED', values: { to: 'reviews v2' }, because: { code: 'NONE-ALLOWS' } });
  });

  test('that denies is named with its rule', () => {
    const rules = [{ to: [{ operation: { paths: ['/admin'] } }] }, { to: [{ operation: { methods: ['GET'] } }] }];
    const { verdict } = explainJourney(buildMesh([...bookinfo, viewers(rules, 'DENY')]), jason);
    expect(verdict.because).toMatchObject({
      code: 'POLICY',
      values: { kind: 'AuthorizationPolicy', name: 'viewers', number: 2 },
      stop: { code: 'AP-DENY', path: 'spec.rules[1]' },
    });
    expect(describeVerdict(verdict, 'en').reason).toBe('Rule 2 of AuthorizationPolicy viewers denies it.');
    expect(describeVerdict(verdict, 'zh').reason).toBe('被 AuthorizationPolicy viewers 的第 2 条规则拒绝。');
  });

  test('sees the request as the caller’s rule has rewritten it', () => {
    const spec = {
      hosts: ['ratings'],
      http: [
        {
          match: [{ uri: { exact: '/reviews/0' } }],
          rewrite: { uri: '/admin' },
          headers: { request: { set: { 'x-a': '1' } } },
          route: [{ destination: { host: 'ratings' } }],
        },
      ],
    };
    const rules = [{ to: [{ operation: { paths: ['/admin'] } }], when: [{ key: 'request.headers[x-a]', values: ['1'] }] }];
    const deny = object('AuthorizationPolicy', 'admin', { action: 'DENY', rules });
    const mesh = buildMesh([...bookinfo, object('VirtualService', 'ratings', spec), deny]);
    expect(explainJourney(mesh, { ...request, host: 'ratings' }).verdict.kind).toBe('denied');
  });

  test('that denies all versions denies for the service', () => {
    const { verdict } = explainJourney(buildMesh([...bookinfo, viewers([{}], 'DENY')]), request);
    expect(verdict).toMatchObject({ kind: 'denied', values: { to: 'reviews', probability: 1 } });
  });

  test('at a gateway denies there', () => {
    const gateway = object('Gateway', 'shop', {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    });
    const route = object('VirtualService', 'shop', {
      hosts: ['*'],
      gateways: ['shop'],
      http: [{ route: [{ destination: { host: 'reviews' } }] }],
    });
    const deny = object('AuthorizationPolicy', 'closed', {
      selector: { matchLabels: { istio: 'ingressgateway' } },
      action: 'DENY',
      rules: [{}],
    });
    const caller = { namespace: 'default', name: 'ingress', labels: { istio: 'ingressgateway' }, proxy: 'gateway' } as const;
    const { verdict } = explainJourney(buildMesh([...bookinfo, gateway, route, deny]), {
      ...request,
      caller,
      host: 'shop.example.com',
      port: 80,
    });
    expect(verdict).toMatchObject({
      kind: 'denied',
      values: { to: 'ingress', status: 403 },
      because: { code: 'POLICY', values: { name: 'closed' } },
    });
  });

  test('applies to the pods of a Service that no workload is known of', () => {
    const deny = object('AuthorizationPolicy', 'all', { action: 'DENY', rules: [{}] });
    const bare = bookinfo.filter(({ kind }) => kind !== 'Deployment');
    expect(explainJourney(buildMesh([...bare, deny]), request).verdict.kind).toBe('denied');
  });

  test('that looks at a header that is not known leaves it open', () => {
    const rules = [{ when: [{ key: 'request.headers[x-admin]', values: ['1'] }] }];
    const { verdict, certain, alternatives } = explainJourney(buildMesh([...bookinfo, viewers(rules, 'DENY')]), {
      ...jason,
      unknown: ['headers'],
    });
    expect(verdict).toMatchObject({ kind: 'uncertain', because: { code: 'UNKNOWN-FIELD', values: { field: 'headers' } } });
    expect(certain.kind).toBe('delivered');
    expect(alternatives.map(({ journey }) => journey.verdict.kind)).toContain('denied');
  });
});

describe('mutual TLS', () => {
  const outside: JourneyRequest = { ...request, caller: { namespace: 'legacy', labels: {}, proxy: 'none' }, host: 'reviews.default' };

  test('that is wanted keeps a caller without a proxy out', () => {
    const { verdict, outcomes, arrivals } = explainJourney(buildMesh([...bookinfo, strict]), outside);
    expect(arrivals[0]?.connection).toEqual({ sends: 'plain-text', accepts: 'STRICT' });
    expect(outcomes.every(({ kind, status }) => kind === 'denied' && status === 0)).toBe(true);
    expect(verdict.because).toMatchObject({ code: 'PLAIN-TEXT', values: { kind: 'PeerAuthentication', name: 'default' } });
  });

  test('is used between two proxies, and lets them in', () => {
    const { verdict, arrivals } = explainJourney(buildMesh([...bookinfo, strict]), jason);
    expect(verdict.kind).toBe('delivered');
    expect(arrivals[0]?.connection).toEqual({
      sends: 'mutual-tls',
      accepts: 'STRICT',
      principal: 'cluster.local/ns/default/sa/bookinfo-productpage',
      sni: 'outbound_.9080_.v2_.reviews.default.svc.cluster.local',
    });
  });

  test('that a DestinationRule switches off meets STRICT as a reset', () => {
    const plain = object('DestinationRule', 'ratings', { host: 'ratings', trafficPolicy: { tls: { mode: 'DISABLE' } } });
    const { verdict, outcomes } = explainJourney(buildMesh([...bookinfo, strict, plain]), { ...request, host: 'ratings' });
    expect(outcomes).toMatchObject([{ kind: 'denied', status: 503, flags: 'UC' }]);
    expect(verdict.because.code).toBe('PLAIN-TEXT');
  });

  test('is decided at the port of the pod, not of the Service', () => {
    const ports = [{ name: 'http', port: 9080, targetPort: 'web' }];
    const reviews = { ...service('reviews'), spec: { selector: { app: 'reviews' }, ports } };
    const container = { name: 'reviews', ports: [{ name: 'web', containerPort: 8080 }] };
    const pods = bookinfo.map((one) =>
      one.kind === 'Deployment' && one.metadata.name.startsWith('reviews')
        ? {
            ...one,
            spec: {
              template: {
                metadata: { labels: { app: 'reviews', version: one.metadata.name.slice(-2) } },
                spec: { containers: [container] },
              },
            },
          }
        : one,
    );
    const open = object('PeerAuthentication', 'reviews', {
      selector: { matchLabels: { app: 'reviews' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 8080: { mode: 'PERMISSIVE' } },
    });
    expect(explainJourney(buildMesh([...pods, reviews, open]), outside).verdict.kind).toBe('delivered');
  });
});

test('says which series count the request', () => {
  const { series } = explainJourney(buildMesh(bookinfo), request);
  const seen = series.map(({ reporter, probability, labels }) => [
    reporter,
    labels.destination_workload,
    probability,
    labels.response_code,
  ]);
  expect(seen).toEqual([
    ['source', 'reviews-v1', 0.75, undefined],
    ['destination', 'reviews-v1', 0.75, undefined],
    ['source', 'reviews-v3', 0.25, undefined],
    ['destination', 'reviews-v3', 0.25, undefined],
  ]);
  const none = explainJourney(buildMesh(bookinfo), { ...request, host: 'reviews', port: 9081 });
  expect(none.series.map(({ reporter }) => reporter)).not.toContain('destination');
});
