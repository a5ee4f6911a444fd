// Speed of the routing engine on a large mesh: 2,000 services with a VirtualService each, 200 DestinationRules, 40 namespaces, a pod and an
// EndpointSlice per service, and some of every other kind that decides about requests.
import type { KubeObject } from '../packages/istio/src/index.ts';
import { buildMesh, explain, type Mesh, type RouteRequest } from '../packages/routing/src/index.ts';

const services = 2000;
const namespaces = 40;

function namespaceOf(index: number): string {
  return `team-${index % namespaces}`;
}

function object(apiVersion: string, kind: string, name: string, index: number, spec: unknown, more: object = {}): KubeObject {
  const metadata = { name, namespace: namespaceOf(index), creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion, kind, metadata, spec, ...more };
}

function service(index: number, round = 0): KubeObject {
  const spec = {
    clusterIP: `10.${index >> 8}.${index & 255}.1`,
    selector: { app: `svc-${index}`, round: String(round) },
    ports: [{ name: 'http', port: 8080 }],
  };
  return object('v1', 'Service', `svc-${index}`, index, spec);
}

function virtualService(index: number, weight = 10): KubeObject {
  const host = `svc-${index}`;
  const http = [
    { name: 'canary', match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [{ destination: { host, subset: 'v2' } }] },
    { name: 'api', match: [{ uri: { prefix: '/api' } }], timeout: '2s', route: [{ destination: { host } }] },
    {
      name: 'rest',
      route: [
        { destination: { host, subset: 'v1' }, weight: 100 - weight },
        { destination: { host, subset: 'v2' }, weight },
      ],
    },
  ];
  return object('networking.istio.io/v1', 'VirtualService', host, index, { hosts: [host], http });
}

function destinationRule(index: number, round = 0): KubeObject {
  const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version, round: String(round) } }));
  return object('networking.istio.io/v1', 'DestinationRule', `svc-${index}`, index, { host: `svc-${index}`, subsets });
}

function pod(index: number, round = 0): KubeObject {
  const made = object('v1', 'Pod', `svc-${index}-0`, index, { nodeName: 'node-1', containers: [{ name: 'istio-proxy' }] });
  const labels = { app: `svc-${index}`, version: 'v1', round: String(round) };
  return { ...made, metadata: { ...made.metadata, labels }, status: { podIP: `10.1.${index >> 8}.${index & 255}`, phase: 'Running' } };
}

function endpointSlice(index: number, round = 0): KubeObject {
  const made = object('discovery.k8s.io/v1', 'EndpointSlice', `svc-${index}-abc`, index, undefined);
  return {
    ...made,
    metadata: { ...made.metadata, labels: { 'kubernetes.io/service-name': `svc-${index}` } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [
      {
        addresses: [`10.1.${index >> 8}.${index & 255}`],
        conditions: { ready: round % 2 === 0 },
        targetRef: { kind: 'Pod', name: `svc-${index}-0`, namespace: namespaceOf(index) },
      },
    ],
  };
}

function sidecar(index: number, round = 0): KubeObject {
  const spec = { workloadSelector: { labels: { app: `none-${round}` } }, egress: [{ hosts: ['./*', '*/*'] }] };
  return object('networking.istio.io/v1', 'Sidecar', `sidecar-${index}`, index, spec);
}

function serviceEntry(index: number, round = 0): KubeObject {
  const spec = { hosts: [`api-${index}.example.com`], ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }], resolution: 'DNS', round };
  return object('networking.istio.io/v1', 'ServiceEntry', `entry-${index}`, index, spec);
}

function gateway(index: number, round = 0): KubeObject {
  const hosts = [`web-${index}-${round}.example.com`];
  const spec = { selector: { istio: 'ingressgateway' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts }] };
  return object('networking.istio.io/v1', 'Gateway', `gateway-${index}`, index, spec);
}

function httpRoute(index: number, round = 0): KubeObject {
  const parentRefs = [{ group: '', kind: 'Service', name: `svc-${index}` }];
  const rules = [{ name: `r${round}`, backendRefs: [{ name: `svc-${index}`, port: 8080 }] }];
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', `route-${index}`, index, { parentRefs, rules });
}

function policy(kind: string, spec: (round: number) => unknown): (index: number, round?: number) => KubeObject {
  return (index, round = 0) => object('security.istio.io/v1', kind, `policy-${index}`, index, spec(round));
}

const peerAuthentication = policy('PeerAuthentication', (round) => ({
  selector: { matchLabels: { app: `svc-${round}` } },
  mtls: { mode: 'STRICT' },
}));
const authorizationPolicy = policy('AuthorizationPolicy', (round) => ({ rules: [{ to: [{ operation: { paths: [`/${round}`] } }] }] }));
const requestAuthentication = policy('RequestAuthentication', (round) => ({ jwtRules: [{ issuer: `https://issuer-${round}.example` }] }));

/** Every kind: how an object is made, and how many there are. */
const kinds = [
  { make: service, count: services },
  { make: virtualService, count: services },
  { make: destinationRule, count: 200 },
  { make: pod, count: services },
  { make: endpointSlice, count: services },
  { make: sidecar, count: 20 },
  { make: serviceEntry, count: 100 },
  { make: gateway, count: 20 },
  { make: httpRoute, count: 50 },
  { make: peerAuthentication, count: 100 },
  { make: authorizationPolicy, count: 100 },
  { make: requestAuthentication, count: 20 },
];

function request(index: number, round: number): RouteRequest {
  return {
    caller: { namespace: namespaceOf(round), labels: { app: 'client' }, proxy: 'sidecar' },
    host: `svc-${index}.${namespaceOf(index)}`,
    port: 8080,
    protocol: 'http',
    method: 'GET',
    path: round % 2 === 0 ? '/api/items' : '/',
    headers: {},
  };
}

/** Rounds that are not counted: the code is not compiled yet. */
const WARM_UP = 5;

/** On a busy machine the clock also measures the other processes; the processor time (garbage collection on its threads included) does not. */
function time(label: string, goalMs: number, runs: number, run: (round: number) => void): void {
  const rounds = Array.from({ length: WARM_UP + runs }, (_, round) => {
    const cpu = process.cpuUsage();
    const before = performance.now();
    run(round);
    const clockMs = performance.now() - before;
    const { user, system } = process.cpuUsage(cpu);
    return { clockMs, cpuMs: (user + system) / 1000 };
  }).slice(WARM_UP);
  const sorted = rounds.map(({ clockMs }) => clockMs).sort((a, b) => a - b);
  const median = sorted[Math.floor(runs / 2)] ?? 0;
  const worst = `${Math.max(...sorted).toFixed(1)} ms, ${Math.max(...rounds.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms of CPU`;
  console.log(`${label.padEnd(62)} ${median.toFixed(3).padStart(9)} ms  (worst ${worst}; goal ${goalMs} ms)`);
}

const resources = kinds.flatMap(({ make, count }) => Array.from({ length: count }, (_, index) => make(index)));
time('index, up to the first explanation', 1000, 5, () => {
  explain(buildMesh(resources), request(0, 0));
});

let mesh: Mesh = buildMesh(resources);
for (let round = 0; round < namespaces; round++) explain(mesh, request(0, round));
time('one explanation', 1, 2000, (round) => {
  explain(mesh, request((round * 7) % services, round));
});
for (const { make, count } of kinds) {
  time(`one changed ${make(0).kind} and the next explanation`, 10, 50, (round) => {
    const index = (round * 13) % count;
    mesh = mesh.with({ put: [make(index, round + 1)] });
    explain(mesh, request(index, 2));
  });
}
