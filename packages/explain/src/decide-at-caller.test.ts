import type { KubeObject } from '@pidalio/istio';
import { buildMesh, type Mesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, deployment, object, request } from './bookinfo.fixture.ts';
import { describeVerdict } from './describe.ts';
import { explainJourney } from './explain-journey.ts';
import type { JourneyRequest, Sender } from './journey.ts';
import { toTestYaml } from './write-test.ts';

const caller: Sender = { ...request.caller, labels: { app: 'productpage', version: 'v1' } };

const mysql: readonly KubeObject[] = [
  object('Service', 'mysql', { clusterIP: '10.96.0.5', selector: { app: 'mysql' }, ports: [{ name: 'tcp-mysql', port: 3306 }] }),
  deployment('mysql', 'v1'),
  deployment('mysql', 'v2'),
  object('DestinationRule', 'mysql', {
    host: 'mysql',
    subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
  }),
];

const toVersions = object('VirtualService', 'mysql', {
  hosts: ['mysql'],
  tcp: [
    { match: [{ port: 3307 }], route: [{ destination: { host: 'mysql', subset: 'v9' } }] },
    {
      route: [
        { destination: { host: 'mysql', subset: 'v1' }, weight: 90 },
        { destination: { host: 'mysql', subset: 'v2' }, weight: 10 },
      ],
    },
  ],
});

const toMysql: JourneyRequest = { ...request, caller, host: 'mysql', port: 3306, path: '/' };

function strict(app: string): KubeObject {
  return object('PeerAuthentication', app, { selector: { matchLabels: { app } }, mtls: { mode: 'STRICT' } });
}

function policy(action: string, rules: unknown): KubeObject {
  return object('AuthorizationPolicy', 'mysql', { selector: { matchLabels: { app: 'mysql' } }, action, rules });
}

function meshOf(...more: KubeObject[]): Mesh {
  return buildMesh([...bookinfo, ...mysql, ...more]);
}

describe('a TCP port of a service', () => {
  test.each(['http', 'grpc', 'tcp'] as const)('is explained by its rules for connections, whatever is sent (%s)', (protocol) => {
    const journey = explainJourney(meshOf(toVersions), { ...toMysql, protocol });
    expect(journey).toMatchObject({
      request: { protocol },
      caller: { governedBy: { kind: 'VirtualService', name: 'mysql' }, routeName: '' },
      arrivals: [
        { probability: 0.9, workload: { name: 'mysql-v1' }, connection: { sends: 'mutual-tls', accepts: 'PERMISSIVE' } },
        { probability: 0.1, workload: { name: 'mysql-v2' } },
      ],
      series: [],
    });
    expect(journey.verdict).toMatchObject({
      kind: 'delivered',
      values: { to: 'mysql v1', probability: 0.9, second: 'mysql v2' },
      because: { code: 'CONNECTION-RULE', values: { port: 3306, protocol: 'tcp', number: 2, name: 'mysql' } },
    });
    expect(describeVerdict(journey.verdict, 'en').reason).toBe(
      'Port 3306 is not read as HTTP: tcp rule 2 of VirtualService mysql takes the connection.',
    );
  });

  test('goes to the service without a rule', () => {
    const { verdict, outcomes } = explainJourney(meshOf(), toMysql);
    expect(verdict).toMatchObject({ kind: 'delivered', because: { code: 'CONNECTION-SERVICE' } });
    expect(outcomes.map(({ workload, probability }) => [workload?.name, probability])).toEqual([
      ['mysql-v1', 0.5],
      ['mysql-v2', 0.5],
    ]);
    expect(describeVerdict(verdict, 'zh').reason).toBe(
      '端口 3306 不按 HTTP 解析，也没有规则处理这个连接：它直接到 mysql.default.svc.cluster.local。',
    );
  });

  test('ends without an answer in HTTP where the subset does not exist', () => {
    const route = [{ destination: { host: 'mysql', subset: 'v9' } }];
    const { verdict } = explainJourney(meshOf(object('VirtualService', 'mysql', { hosts: ['mysql'], tcp: [{ route }] })), toMysql);
    expect(verdict).toMatchObject({ kind: 'unreachable', code: 'NO-DESTINATION', values: { status: 0, to: 'mysql v9' } });
    expect(verdict.because).toMatchObject({ code: 'MISSING-DESTINATION', values: { number: 1, name: 'mysql' } });
  });

  test.each([
    ['a caller without a proxy', { ...caller, proxy: 'none' as const }, []],
    [
      'a proxy told to send plain text',
      caller,
      [object('DestinationRule', 'plain', { host: 'mysql', trafficPolicy: { tls: { mode: 'DISABLE' } } })],
    ],
  ])('refuses plain bytes under STRICT, from %s', (_, sender, more) => {
    const others = mysql.filter(({ kind }) => kind !== 'DestinationRule');
    const mesh = buildMesh([...bookinfo, ...others, ...more, strict('mysql')]);
    const { verdict, arrivals } = explainJourney(mesh, { ...toMysql, caller: sender, protocol: 'tcp' });
    expect(arrivals[0]?.connection).toEqual({ sends: 'plain-text', accepts: 'STRICT' });
    expect(verdict).toMatchObject({ kind: 'denied', values: { status: 0 }, because: { code: 'PLAIN-TEXT', values: { name: 'mysql' } } });
  });

  test('is closed by a policy, whose rules for HTTP do not count', () => {
    const principals = ['cluster.local/ns/default/sa/bookinfo-productpage'];
    const denying = policy('DENY', [{ to: [{ operation: { ports: ['3306'] } }], from: [{ source: { principals } }] }]);
    expect(explainJourney(meshOf(denying), toMysql).verdict).toMatchObject({
      kind: 'denied',
      values: { status: 0 },
      because: { code: 'POLICY', values: { name: 'mysql', number: 1 } },
    });
    const readers = policy('ALLOW', [{ to: [{ operation: { methods: ['GET'] } }] }]);
    expect(explainJourney(meshOf(readers), toMysql).verdict).toMatchObject({ kind: 'denied', because: { code: 'NONE-ALLOWS' } });
  });
});

describe('https to a host outside', () => {
  const entry = object('ServiceEntry', 'api', {
    hosts: ['api.example.com'],
    location: 'MESH_EXTERNAL',
    resolution: 'DNS',
    ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
  });
  const ask: JourneyRequest = { ...request, caller, host: 'api.example.com', port: 443, scheme: 'https', path: '/v1' };

  test('goes by the name in its TLS', () => {
    const tls = [{ match: [{ port: 443, sniHosts: ['api.example.com'] }], route: [{ destination: { host: 'api.example.com' } }] }];
    const rule = object('VirtualService', 'api', { hosts: ['api.example.com'], tls });
    const { verdict, caller: decision, outcomes } = explainJourney(meshOf(entry, rule), ask);
    expect(decision.stops.map(({ code }) => code)).toContain('TL-RULE');
    expect(outcomes).toMatchObject([{ kind: 'delivered', at: 'outside', destination: { host: 'api.example.com', port: 443 } }]);
    expect(verdict.because).toMatchObject({ code: 'CONNECTION-RULE', values: { port: 443, protocol: 'tls', number: 1, name: 'api' } });
  });

  test.each([
    ['ALLOW_ANY', { kind: 'delivered', code: 'OUTSIDE' }],
    ['REGISTRY_ONLY', { kind: 'no-route', code: 'REFUSED', values: { status: 0 } }],
  ] as const)('is at the mercy of %s where no name is known', (outboundTrafficPolicy, verdict) => {
    const mesh = buildMesh([...bookinfo, entry], { outboundTrafficPolicy });
    const other = explainJourney(mesh, { ...ask, host: 'other.example.com' });
    expect(other.verdict).toMatchObject({ ...verdict, because: { code: 'CONNECTION-UNKNOWN' } });
    const empty = explainJourney(buildMesh(bookinfo, { outboundTrafficPolicy }), ask);
    expect(empty.verdict).toMatchObject({ ...verdict, because: { code: 'NO-LISTENER', values: { port: 443 } } });
  });
});

describe('a gateway', () => {
  const gateway: Sender = { namespace: 'default', name: 'ingress', labels: { app: 'ingress' }, proxy: 'gateway' };
  const server = (port: number, protocol: string, more = {}) => ({
    port: { number: port, name: protocol.toLowerCase(), protocol },
    hosts: ['*'],
    ...more,
  });
  const entrance = object('Gateway', 'ingress', {
    selector: { app: 'ingress' },
    servers: [server(3306, 'TCP'), server(443, 'TLS', { tls: { mode: 'PASSTHROUGH' } }), server(80, 'HTTP')],
  });
  const route = [{ destination: { host: 'mysql', port: { number: 3306 } } }];
  const rules = object('VirtualService', 'in', {
    hosts: ['shop.example.com'],
    gateways: ['ingress'],
    tcp: [{ match: [{ port: 3306 }], route }],
    tls: [{ match: [{ port: 443, sniHosts: ['shop.example.com'] }], route }],
  });
  const shop = { ...toMysql, caller: gateway, host: 'shop.example.com' };

  test.each([
    ['bytes', { ...shop, protocol: 'tcp' as const }, 'tcp'],
    ['TLS that it does not open', { ...shop, port: 443, scheme: 'https' as const }, 'tls'],
  ])('passes on %s by its rules for connections', (_, asked, list) => {
    const { verdict, arrivals } = explainJourney(meshOf(entrance, rules), asked);
    expect(verdict).toMatchObject({ kind: 'delivered', because: { code: 'CONNECTION-RULE', values: { protocol: list, name: 'in' } } });
    expect(arrivals[0]?.connection.sends).toBe('mutual-tls');
  });

  test('answers bytes where it reads HTTP', () => {
    const { verdict } = explainJourney(meshOf(entrance, rules), { ...shop, port: 80, protocol: 'tcp' });
    expect(verdict).toMatchObject({ kind: 'answered', values: { status: 400, flags: 'DPE' }, because: { code: 'NOT-HTTP' } });
  });
});

test('HTTP is told by its routes as before', () => {
  const { verdict, caller: decision } = explainJourney(meshOf(), request);
  expect(verdict.because.code).toBe('RULE-AFTER-OTHERS');
  expect(decision.routeName).toBe('canary');
});

test('a saved explanation of a connection holds its shares', () => {
  const yaml = toTestYaml(toMysql, explainJourney(meshOf(toVersions), toMysql));
  expect(yaml).toContain('mysql.default.svc.cluster.local:3306/v1: 0.9');
  expect(yaml).toContain('governedBy: VirtualService default/mysql');
});
