import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { policy, Run, to, virtualService } from './run.fixture.ts';

const RECEIVED = { reporter: 'destination', destination_workload: 'reviews-v1' };
const TO_REVIEWS = { reporter: 'source', source_workload: 'productpage-v1', destination_service_name: 'reviews' };

function authorization(name: string, spec: object): KubeObject {
  return policy('AuthorizationPolicy', name, spec);
}

const ONLY_REVIEWS = { selector: { matchLabels: { app: 'reviews' } } };
const FROM_PRODUCTPAGE = { source: { principals: ['cluster.local/ns/default/sa/bookinfo-productpage'] } };

describe('authorization', () => {
  test('a DENY is 403 without a flag on both sides, and the application hears nothing of it', () => {
    const rules = [{ to: [{ operation: { paths: ['/reviews/*'], methods: ['GET'] } }] }];
    const run = new Run({ objects: [authorization('no-reviews', { ...ONLY_REVIEWS, action: 'DENY', rules })] }).seconds(20).drained();
    const denied = { response_code: '403', response_flags: '-' };
    expect(run.requests({ ...TO_REVIEWS, ...denied })).toBe(run.requests(TO_REVIEWS));
    expect(run.requests({ ...RECEIVED, ...denied })).toBe(run.requests(RECEIVED));
    expect(run.requests(RECEIVED)).toBeGreaterThan(100);
    expect(run.requests({ source_workload: 'reviews-v2', destination_service_name: 'ratings' })).toBe(0);
    expect(run.lastLog('reviews-v1')).toMatchObject({
      status: 403,
      details: 'rbac_access_denied_matched_policy[ns[default]-policy[no-reviews]-rule[0]]',
      upstreamHost: '',
      upstreamCluster: 'inbound|9080||',
      authority: 'reviews:9080',
    });
    expect(run.lastLog('productpage-v1', 'outbound|9080||reviews.default.svc.cluster.local')).toMatchObject({
      status: 403,
      details: 'via_upstream',
    });
  });

  test('an ALLOW for one identity lets it in and nobody else, whoever has no certificate included', () => {
    const rules = [{ from: [FROM_PRODUCTPAGE] }];
    const run = new Run({ objects: [authorization('viewer', { ...ONLY_REVIEWS, rules })] }).seconds(20).drained();
    expect(run.requests({ ...TO_REVIEWS, response_code: '200' })).toBe(run.requests(TO_REVIEWS));
    const batch = { ...RECEIVED, source_workload: 'unknown' };
    expect(run.requests(batch)).toBeGreaterThan(0);
    expect(run.requests({ ...batch, response_code: '403' })).toBe(run.requests(batch));
  });

  test('ports in a policy are those of the pod, also for what comes through the gateway', () => {
    const rules = [{ to: [{ operation: { ports: ['9080'] } }] }];
    const spec = { selector: { matchLabels: { app: 'productpage' } }, rules };
    const run = new Run({ objects: [authorization('port', spec)] }).seconds(5).drained();
    const pages = { reporter: 'destination', destination_workload: 'productpage-v1' };
    expect(run.requests({ ...pages, response_code: '403' })).toBe(0);
    expect(run.requests(pages)).toBeGreaterThan(100);
  });
});

describe("what the caller's proxy changes", () => {
  const rule = { headers: { request: { set: { 'x-tier': 'gold' } } }, rewrite: { authority: 'stars.example.com' }, route: [to('reviews')] };

  test('is what the policies of the callee see', () => {
    const when = [{ key: 'request.headers[x-tier]', values: ['gold'] }];
    const spec = { ...ONLY_REVIEWS, rules: [{ to: [{ operation: { hosts: ['stars.example.com'] } }], when }] };
    const objects = [virtualService('reviews', [rule]), authorization('gold', spec)];
    const run = new Run({ objects, knobs: { 'legacy-requests-per-second': '0' } }).seconds(5).drained();
    expect(run.requests(RECEIVED)).toBeGreaterThan(30);
    expect(run.requests({ ...RECEIVED, response_code: '200' })).toBe(run.requests(RECEIVED));
    expect(run.lastLog('reviews-v1', 'inbound|9080||')?.authority).toBe('stars.example.com');
  });
});

describe('tokens', () => {
  const rules = [{ issuer: 'https://issuer.example.com', jwks: '{"keys":[]}' }];
  const required = authorization('token', { ...ONLY_REVIEWS, rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] });
  const authentication = policy('RequestAuthentication', 'jwt', { ...ONLY_REVIEWS, jwtRules: rules });

  test('whoever sends none passes until a policy asks for one', () => {
    const free = new Run({ objects: [authentication] }).seconds(5).drained();
    expect(free.requests({ ...RECEIVED, response_code: '200' })).toBe(free.requests(RECEIVED));
    const asked = new Run({ objects: [authentication, required] }).seconds(5).drained();
    expect(asked.requests({ ...RECEIVED, response_code: '403' })).toBe(asked.requests(RECEIVED));
  });

  test('what is no token is 401, and the log says why', () => {
    const run = new Run({ objects: [authentication], knobs: { 'pages-per-second': '0', 'legacy-requests-per-second': '0' } }).seconds(5);
    run.send('productpage-v1', { host: 'reviews', path: '/reviews/0', headers: { authorization: 'Bearer nonsense' } });
    run.seconds(2);
    expect(run.requests({ reporter: 'destination', destination_service_name: 'reviews', response_code: '401' })).toBe(1);
    const logs = ['reviews-v1', 'reviews-v2', 'reviews-v3'].flatMap((name) => run.lastLog(name) ?? []);
    expect(logs.find(({ status }) => status === 401)?.details).toMatch(/^jwt_authn_access_denied\{Jwt_is_not_in_the_form/);
  });
});

describe('TLS that a DestinationRule sets', () => {
  const strict = policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } });
  const rule = (mode: string): KubeObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'reviews', namespace: 'default' },
    spec: { host: 'reviews', trafficPolicy: { tls: { mode } } },
  });

  test.each([
    ['plain text is reset by STRICT', 'DISABLE', [strict], '503', 'UC'],
    ['TLS of another kind is taken by no sidecar', 'SIMPLE', [], '503', 'URX,UF'],
    ['mutual TLS is taken', 'ISTIO_MUTUAL', [strict], '200', '-'],
  ])('%s', (_, mode, objects, code, flags) => {
    const run = new Run({ objects: [rule(mode), ...objects] }).seconds(5).drained();
    expect(run.requests(TO_REVIEWS)).toBeGreaterThan(100);
    expect(run.requests({ ...TO_REVIEWS, response_code: code, response_flags: flags })).toBe(run.requests(TO_REVIEWS));
  });
});
