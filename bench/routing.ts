// Speed of the routing engine on a large mesh: 2,000 services with a VirtualService each, 200 DestinationRules, 40 namespaces.
import type { KubeObject } from '../packages/istio/src/index.ts';
import { buildMesh, explain, type Mesh, type RouteRequest } from '../packages/routing/src/index.ts';

const services = 2000;
const namespaces = 40;

function namespaceOf(index: number): string {
  return `team-${index % namespaces}`;
}

function service(index: number): KubeObject {
  const spec = { clusterIP: `10.${index >> 8}.${index & 255}.1`, selector: { app: `svc-${index}` }, ports: [{ name: 'http', port: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: `svc-${index}`, namespace: namespaceOf(index) }, spec };
}

function virtualService(index: number, weight: number): KubeObject {
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
  const metadata = { name: host, namespace: namespaceOf(index), creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec: { hosts: [host], http } };
}

function destinationRule(index: number): KubeObject {
  const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version } }));
  const metadata = { name: `svc-${index}`, namespace: namespaceOf(index) };
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata, spec: { host: `svc-${index}`, subsets } };
}

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

function objects(): KubeObject[] {
  const all = Array.from({ length: services }, (_, index) => index);
  return [
    ...all.map(service),
    ...all.map((index) => virtualService(index, 10)),
    ...all.filter((index) => index % 10 === 0).map(destinationRule),
  ];
}

function time(label: string, goalMs: number, runs: number, run: (round: number) => void): void {
  const durations = Array.from({ length: runs }, (_, round) => {
    const before = performance.now();
    run(round);
    return performance.now() - before;
  }).sort((a, b) => a - b);
  const median = durations[Math.floor(runs / 2)] ?? 0;
  const worst = durations.at(-1) ?? 0;
  console.log(`${label.padEnd(62)} ${median.toFixed(3).padStart(9)} ms  (worst ${worst.toFixed(1)} ms, goal ${goalMs} ms)`);
}

const resources = objects();
time('index, up to the first explanation', 1000, 5, () => {
  explain(buildMesh(resources), request(0, 0));
});

let mesh: Mesh = buildMesh(resources);
for (let round = 0; round < namespaces; round++) explain(mesh, request(0, round));
time('one explanation', 1, 2000, (round) => {
  explain(mesh, request((round * 7) % services, round));
});
time('one changed VirtualService and the next explanation', 10, 30, (round) => {
  const index = (round * 13) % services;
  mesh = mesh.with({ put: [virtualService(index, round)] });
  explain(mesh, request(index, 1));
});
