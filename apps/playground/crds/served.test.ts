import { createKubeApi, type KubeApi, KubeStatusError } from '@pidalio/sim-kube';
import { beforeAll, expect, test } from 'vitest';
import { loadCrds } from './index.ts';

let api: KubeApi;

beforeAll(async () => {
  api = createKubeApi();
  const definitions = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
  for (const crd of loadCrds()) await api.client.create(definitions, undefined, crd);
});

const kinds = new Map(
  loadCrds().map(({ spec }) => {
    const { group, names } = spec as { group: string; names: { kind: string; plural: string } };
    return [`${names.kind}.${group}`, { group, plural: names.plural }];
  }),
);

/** What the API server answers: the causes of a refusal, or nothing. */
async function refusals(kindAndGroup: string, spec: unknown): Promise<string[]> {
  const kind = kinds.get(kindAndGroup);
  if (!kind) throw new Error(`no CRD for ${kindAndGroup}`);
  const version = 'v1';
  const object = { apiVersion: `${kind.group}/${version}`, kind: kindAndGroup.split('.')[0] ?? '', metadata: { generateName: 'a-' }, spec };
  try {
    await api.client.create({ ...kind, version }, 'default', object);
    return [];
  } catch (error) {
    if (!(error instanceof KubeStatusError)) throw error;
    return (error.status.details?.causes ?? [])
      .map(({ field, message }) => `${field}: ${message}`)
      .filter((text) => !text.startsWith('<nil>: Invalid value: null'));
  }
}

const vs = 'VirtualService.networking.istio.io';
const dr = 'DestinationRule.networking.istio.io';
const se = 'ServiceEntry.networking.istio.io';
const ap = 'AuthorizationPolicy.security.istio.io';
const pa = 'PeerAuthentication.security.istio.io';
const ra = 'RequestAuthentication.security.istio.io';
const hr = 'HTTPRoute.gateway.networking.k8s.io';
const grpc = 'GRPCRoute.gateway.networking.k8s.io';
const tls = 'TLSRoute.gateway.networking.k8s.io';
const gw = 'Gateway.gateway.networking.k8s.io';
const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
const route = [{ destination: { host: 'a' } }];
const redirect = { type: 'RequestRedirect', requestRedirect: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } } };

test.each<[kind: string, spec: unknown, refused: string[]]>([
  [vs, { hosts: ['a'], http: [{ timeout: '5s', match: [{ uri: { prefix: '/' } }], route }] }, []],
  [
    vs,
    { hosts: ['a'], http: [{ timeout: '0s', route }] },
    ['spec.http[0].timeout: Invalid value: "0s": must be a valid duration greater than 1ms'],
  ],
  [dr, { host: 'a', trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 101 } } } } }, []],
  [
    dr,
    { host: 'a', trafficPolicy: { loadBalancer: { simple: 'RANDOM', consistentHash: { useSourceIp: true } } } },
    [
      '<nil>: Invalid value: "": "spec.trafficPolicy.loadBalancer" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
  ],
  [se, { hosts: ['*'] }, ['spec.hosts[0]: Invalid value: "*": hostname cannot be wildcard']],
  [
    se,
    { hosts: ['a.b'], addresses: ['10.0.0.0/8'], resolution: 'DNS' },
    ['spec: Invalid value: CIDR addresses are allowed only for NONE/STATIC resolution types'],
  ],
  [
    ap,
    { rules: [{ from: [{ source: { serviceAccounts: ['ns/a'], principals: ['x'] } }] }] },
    ['spec.rules[0].from[0].source: Invalid value: Cannot set serviceAccounts with namespaces or principals'],
  ],
  [
    ap,
    { targetRefs: [{ kind: 'Gateway', name: 'g', namespace: 'x' }] },
    ['spec.targetRefs[0].namespace: Invalid value: "x": cross namespace referencing is not currently supported'],
  ],
  [
    pa,
    { selector: { matchLabels: { app: '*' } } },
    ['spec.selector.matchLabels[app]: Invalid value: "*": wildcard not allowed in label value match'],
  ],
  [pa, { portLevelMtls: { 8080: { mode: 'STRICT' } } }, ['spec: Invalid value: portLevelMtls requires selector']],
  [
    ra,
    { jwtRules: [{ issuer: 'a', jwks: 'x', jwksUri: 'https://a/b' }] },
    ['spec.jwtRules[0]: Invalid value: only one of jwks or jwksUri can be set'],
  ],
  [hr, { parentRefs: [{ name: 'g' }], rules: [{ matches: [{ path: { value: '/a' } }], filters: [redirect] }] }, []],
  [
    hr,
    { parentRefs: [{ name: 'g' }], rules: [{ matches: [{ path: { type: 'Exact', value: '/a' } }], filters: [redirect] }] },
    [
      'spec.rules[0]: Invalid value: When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified',
    ],
  ],
  [grpc, { parentRefs: [{ name: 'g' }], rules: [{ matches: [{ method: { service: 'Foo.bar', method: 'Get' } }] }] }, []],
  [tls, { parentRefs: [{ name: 'g' }], hostnames: ['a.b'], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }, []],
  [gw, { gatewayClassName: 'istio', listeners, addresses: [{ value: '10.0.0.1' }, { value: '::1' }] }, []],
  [
    gw,
    { gatewayClassName: 'istio', listeners, addresses: [{ value: 'nowhere' }] },
    ['<nil>: Invalid value: "": "spec.addresses[0]" must validate one and only one schema (oneOf). Found none valid'],
  ],
])('%s %j', async (kind, spec, refused) => {
  expect(await refusals(kind, spec)).toEqual(refused);
});
