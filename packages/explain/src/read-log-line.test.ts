import { describe, expect, test } from 'vitest';
import { readLogLine } from './read-log-line.ts';
import type { InputProblem, RequestText } from './request-text.ts';

function read(text: string): RequestText {
  const result = readLogLine(text);
  if (!result.ok) throw new Error(`${result.problem.code} at ${result.problem.column}`);
  return result.request;
}

// As in Istio's documentation of access logs (tasks/observability/logs/access-log), from the caller's and the callee's proxy.
const outbound =
  '[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "10.44.1.27:80" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.23:37652 10.0.45.184:8000 10.44.1.23:46520 - default';
const inbound =
  '[2020-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "-" "curl/7.73.0-DEV" "84961386-6d84-929d-98bd-c5aee93b5c88" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin.foo.svc.cluster.local default';

describe("Istio's text format", () => {
  test("the caller's side", () => {
    expect(read(outbound)).toMatchObject({
      form: 'log',
      protocol: 'http',
      method: 'GET',
      path: '/status/418',
      host: 'httpbin',
      authority: 'httpbin:8000',
      port: 8000,
      scheme: 'http',
      headers: { 'user-agent': 'curl/7.73.0-DEV' },
      unknown: ['headers', 'claims'],
      log: {
        side: 'outbound',
        status: 418,
        flags: [],
        details: 'via_upstream',
        routeName: 'default',
        upstreamCluster: 'outbound|8000||httpbin.foo.svc.cluster.local',
        upstreamHost: '10.44.1.27:80',
        callerIp: '10.44.1.23',
      },
    });
  });

  test("the callee's side", () => {
    expect(read(inbound)).toMatchObject({ host: 'httpbin', port: 80, scheme: 'http', log: { side: 'inbound', callerIp: '10.44.1.23' } });
  });

  test('with what kubectl writes before it, and flags', () => {
    const line = `[pod/a-1/istio-proxy] ${outbound.replace('418 - via_upstream', '503 UF,URX upstream_reset')}`;
    expect(read(line).log).toMatchObject({ status: 503, flags: ['UF', 'URX'], details: 'upstream_reset' });
  });

  test('at a gateway with TLS', () => {
    const line = outbound.replace('46520 - default', '46520 shop.example.com shop').replace('"httpbin:8000"', '"shop.example.com"');
    expect(read(line)).toMatchObject({ scheme: 'https', sni: 'shop.example.com', host: 'shop.example.com' });
  });

  test('of a TCP connection', () => {
    const line =
      '[2020-11-25T21:26:18.409Z] "- - -" 0 - - - "-" 10 20 4 - "-" "-" "-" "-" "10.44.1.27:3306" outbound|3306||mysql.db.svc.cluster.local 10.44.1.23:37652 10.0.45.184:3306 10.44.1.23:46520 - -';
    expect(read(line)).toMatchObject({ protocol: 'tcp', host: 'mysql.db.svc.cluster.local', port: 3306, method: '' });
  });
});

test("reads Envoy's own format", () => {
  const line =
    '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"';
  expect(read(line)).toMatchObject({
    method: 'POST',
    path: '/api/v1/locations',
    host: 'locations',
    port: null,
    log: { status: 204, side: null, routeName: '' },
  });
});

test("reads Istio's JSON format", () => {
  const line = JSON.stringify({
    method: 'GET',
    path: '/reviews/0?x=1',
    protocol: 'HTTP/1.1',
    response_code: 403,
    response_flags: '-',
    response_code_details: 'rbac_access_denied_matched_policy[none]',
    authority: 'reviews:9080',
    upstream_cluster: 'inbound|9080||',
    downstream_local_address: '10.0.0.4:9080',
    downstream_remote_address: '10.0.0.3:5123',
    user_agent: null,
    route_name: 'default',
  });
  expect(read(`reviews-v1-abc istio-proxy ${line}`)).toMatchObject({
    path: '/reviews/0?x=1',
    port: 9080,
    headers: {},
    log: { side: 'inbound', status: 403, flags: [], details: 'rbac_access_denied_matched_policy[none]', callerIp: '10.0.0.3' },
  });
});

test.each<[string, Partial<InputProblem>]>([
  ['no log at all', { code: 'NOT-UNDERSTOOD', column: 1 }],
  [outbound.slice(0, 60), { code: 'LOG-SHORT' }],
  [outbound.replace('418 -', 'abc -'), { code: 'LOG-FIELD', column: 55, values: { field: 'response_code', value: 'abc' } }],
  [outbound.replace('"httpbin:8000"', '"-"'), { code: 'LOG-NO-HOST', column: 151 }],
  [outbound.replace('GET /status/418 HTTP/1.1', 'GET'), { code: 'LOG-FIELD', column: 28 }],
  ['{"method": "GET", ', { code: 'LOG-JSON' }],
])('says what is wrong and where: %s', (text, problem) => {
  expect(readLogLine(text)).toMatchObject({ ok: false, problem });
});
