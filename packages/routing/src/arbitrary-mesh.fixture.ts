import type { KubeObject } from '@pidalio/istio';
import fc from 'fast-check';
import type { RouteRequest, UnknownField } from './decision.ts';

/** A small world in which objects meet: few names, namespaces and ports. */
const namespaces = ['default', 'shop', 'istio-system'];
const names = ['a', 'b', 'c'];
const ports = [80, 8080];
const hosts = ['a', 'b', 'a.default.svc.cluster.local', '*', '*.default.svc.cluster.local', 'x.example.com', '*.example.com', 'A'];

const namespace = fc.constantFrom(...namespaces);
const name = fc.constantFrom(...names);
const port = fc.constantFrom(...ports);
const host = fc.constantFrom(...hosts);
const age = fc.constantFrom('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z');
const labels = fc.dictionary(fc.constantFrom('app', 'version'), fc.constantFrom('a', 'b', 'v1'), { maxKeys: 2 });
const text = fc.oneof(
  fc.record({ exact: fc.constantFrom('/', '/x', 'jason') }),
  fc.record({ prefix: fc.constantFrom('/', '/x', 'ja') }),
  fc.record({ regex: fc.constantFrom('.*', '*', '/x.*', '(') }),
);

function some<Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape): fc.Arbitrary<unknown> {
  return fc.record(shape, { requiredKeys: [] });
}

const destination = fc.record({ host, subset: fc.option(fc.constantFrom('v1', 'v2'), { nil: undefined }) });
const match = some({
  uri: text,
  method: fc.record({ exact: fc.constantFrom('GET', 'POST') }),
  headers: fc.dictionary(fc.constantFrom('end-user', ':method', '@request.auth.claims.sub'), fc.option(text)),
  withoutHeaders: fc.dictionary(fc.constantFrom('end-user', 'x-b'), fc.option(text)),
  queryParams: fc.dictionary(fc.constantFrom('v'), text),
  port,
  sourceLabels: labels,
  sourceNamespace: namespace,
  gateways: fc.subarray(['mesh', 'default/a']),
});
const rule = some({
  name,
  match: fc.array(match, { maxLength: 2 }),
  route: fc.array(fc.record({ destination, weight: fc.integer({ min: 0, max: 100 }) }), { minLength: 1, maxLength: 3 }),
  redirect: some({ uri: fc.constant('/y'), redirectCode: fc.constantFrom(301, 302) }),
  mirror: destination,
  timeout: fc.constantFrom('1s', 'soon'),
  fault: some({
    abort: some({ percentage: fc.record({ value: fc.double({ min: 0, max: 100, noNaN: true }) }), httpStatus: fc.constant(503) }),
  }),
  corsPolicy: some({ allowOrigins: fc.array(text, { maxLength: 1 }) }),
  delegate: some({ name, namespace }),
});

function kind(apiVersion: string, kindName: string, spec: fc.Arbitrary<unknown>): fc.Arbitrary<KubeObject> {
  return fc.record({ name, namespace, age, spec }).map((made) => ({
    apiVersion,
    kind: kindName,
    metadata: { name: made.name, namespace: made.namespace, creationTimestamp: made.age },
    spec: made.spec,
  }));
}

const NETWORKING = 'networking.istio.io/v1';
const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** Objects that Istio would take, of every kind that decides about requests. */
export const validObject: fc.Arbitrary<KubeObject> = fc.oneof(
  kind(
    'v1',
    'Service',
    fc.record({
      selector: labels,
      ports: fc.uniqueArray(
        port.map((number) => ({ name: 'http', port: number })),
        { selector: (p) => p.port },
      ),
    }),
  ),
  kind(
    NETWORKING,
    'VirtualService',
    some({ hosts: fc.array(host, { maxLength: 2 }), gateways: fc.subarray(['mesh', 'a']), http: fc.array(rule, { maxLength: 3 }) }),
  ),
  kind(
    NETWORKING,
    'DestinationRule',
    some({ host, subsets: fc.array(fc.record({ name: fc.constantFrom('v1', 'v2'), labels }), { maxLength: 2 }) }),
  ),
  kind(
    NETWORKING,
    'ServiceEntry',
    some({ hosts: fc.array(host, { maxLength: 2 }), ports: fc.array(port.map((number) => ({ number, protocol: 'HTTP' }))) }),
  ),
  kind(
    NETWORKING,
    'Sidecar',
    some({
      workloadSelector: some({ labels }),
      egress: fc.array(fc.record({ hosts: fc.array(fc.constantFrom('./*', '*/*', 'shop/*', '~shop/*')) })),
    }),
  ),
  kind(
    NETWORKING,
    'Gateway',
    some({
      selector: labels,
      servers: fc.array(fc.record({ port: port.map((number) => ({ number, protocol: 'HTTP' })), hosts: fc.array(host) }), { maxLength: 2 }),
    }),
  ),
  kind(
    GATEWAY_API,
    'HTTPRoute',
    some({
      parentRefs: fc.array(name.map((parent) => ({ group: '', kind: 'Service', name: parent }))),
      rules: fc.array(some({ backendRefs: fc.array(fc.record({ name, port })) }), { maxLength: 2 }),
    }),
  ),
  kind('security.istio.io/v1', 'RequestAuthentication', some({ jwtRules: fc.array(fc.record({ issuer: fc.constant('i') })) })),
  kind('security.istio.io/v1', 'PeerAuthentication', some({ mtls: some({ mode: fc.constantFrom('STRICT', 'PERMISSIVE') }) })),
  kind('security.istio.io/v1', 'AuthorizationPolicy', some({ action: fc.constantFrom('ALLOW', 'DENY'), rules: fc.array(fc.constant({})) })),
);

export const request: fc.Arbitrary<RouteRequest> = fc.record({
  caller: fc.record({ namespace, labels, proxy: fc.constantFrom('sidecar', 'gateway', 'none') }),
  host: fc.constantFrom('a', 'b', 'a.default', 'b.shop.svc.cluster.local', 'x.example.com', 'nowhere'),
  port,
  protocol: fc.constant('http'),
  method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
  path: fc.constantFrom('/', '/x', '/x/../y?v=1', '/%41'),
  headers: fc.dictionary(
    fc.constantFrom('end-user', 'origin', 'x-b'),
    fc.oneof(fc.constantFrom('jason', ''), fc.array(fc.constantFrom('jason', 'tom'))),
  ),
});

const unknownFields: UnknownField[] = ['method', 'path', 'query', 'headers', 'host', 'labels', 'claims'];

/** The same with any of its fields unknown. */
export const uncertainRequest: fc.Arbitrary<RouteRequest> = fc
  .record({ request, unknown: fc.subarray(unknownFields) })
  .map((made) => ({ ...made.request, unknown: made.unknown }));

/** Any JSON at any place of an object that Istio would take; keys such as `constructor` and `__proto__` included. */
export const brokenObject: fc.Arbitrary<KubeObject> = fc
  .record({ object: validObject, at: fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }), value: fc.jsonValue({ maxDepth: 3 }) })
  .map(({ object, at, value }) => ({ ...object, spec: replaceAt(object.spec, at, value) }));

function replaceAt(target: unknown, [first = 0, ...rest]: number[], value: unknown): unknown {
  if (typeof target !== 'object' || target === null) return value;
  const entries = Object.entries(target);
  const chosen = entries[first % Math.max(1, entries.length)];
  if (chosen === undefined) return value;
  const inner = rest.length === 0 ? value : replaceAt(chosen[1], rest, value);
  if (Array.isArray(target)) return target.map((item, index) => (String(index) === chosen[0] ? inner : item));
  return { ...target, [chosen[0]]: inner };
}
