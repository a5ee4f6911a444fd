import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type KubeObject, outboundHosts } from '../../packages/istio/src/index.ts';
import { buildMesh, explain, type Mesh } from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

const FILE = 'istio/sidecar_routes.json';

interface VirtualServiceArgs {
  _t: 'vsArgs';
  Namespace: string;
  Match?: string;
  Matches?: string[];
  Dest: string;
  Port?: number;
  PortMatch?: number;
  Time?: string;
}

interface SidecarArgs {
  _t: 'scArgs';
  Namespace: string;
  Egress: string[];
}

/** The clusters of a domain; null where the domain must not exist. */
type Expected = Readonly<Record<string, readonly string[] | null>>;

interface Case {
  name: string;
  cfg: (VirtualServiceArgs | SidecarArgs)[];
  routeName: string;
  proxyNamespace: string;
  expected: Expected | null;
  expectedGateway?: Expected;
}

/** Istio's own table of which VirtualService governs which host for a sidecar (pilot core/sidecar_routes tests), and its HTTPRoute variant. */
export const sidecarRoutes: Family = {
  name: 'istio/sidecar_routes',
  isIn: (folder) => existsSync(path.join(folder, FILE)),
  run: (folder) => {
    const { services, cases }: { services: string; cases: Case[] } = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8'));
    const base = parseObjects(services);
    return cases.flatMap((entry) => [asVirtualServices(base, entry), ...asHttpRoutes(base, entry)]);
  },
};

/** The version whose tests these are. */
const AS_TESTED = { istioVersion: '1.32' };

function asVirtualServices(base: readonly KubeObject[], entry: Case): Verdict {
  const mesh = buildMesh([...base, ...entry.cfg.map((args) => (args._t === 'scArgs' ? sidecar(args) : virtualService(args)))], AS_TESTED);
  return verdict(entry.name, mesh, entry, entry.expected);
}

/** Only exact hosts of Kubernetes services can be parents of an HTTPRoute. */
function asHttpRoutes(base: readonly KubeObject[], entry: Case): Verdict[] {
  const args = entry.cfg.flatMap((candidate) => (candidate._t === 'vsArgs' ? hostsOf(candidate) : []));
  if (!args.every((host) => /^[^*.]+\.[^.]+\.svc\.cluster\.local$/.test(host))) return [];
  const mesh = buildMesh(
    [...base, ...entry.cfg.map((candidate) => (candidate._t === 'scArgs' ? sidecar(candidate) : httpRoute(candidate)))],
    AS_TESTED,
  );
  return [verdict(`${entry.name} (HTTPRoute)`, mesh, entry, entry.expectedGateway ?? entry.expected)];
}

function verdict(id: string, mesh: Mesh, { proxyNamespace, routeName }: Case, expected: Expected | null): Verdict {
  const port = Number(routeName);
  const caller = { namespace: proxyNamespace, labels: {}, proxy: 'sidecar' } as const;
  const hosts = outboundHosts(mesh.catalog, caller, port);
  if (expected === null) {
    return hosts.hasListener ? { id, outcome: 'failed', reason: 'expected nothing, got a listener' } : { id, outcome: 'passed' };
  }
  for (const [domain, wanted] of Object.entries(expected)) {
    const seen = hosts.claimsOf(domain).length > 0 ? clustersOf(mesh, caller, domain, port) : null;
    if (JSON.stringify(seen) === JSON.stringify(wanted)) continue;
    return { id, outcome: 'failed', reason: `${domain}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(seen)}` };
  }
  return { id, outcome: 'passed' };
}

function clustersOf(mesh: Mesh, caller: Parameters<typeof explain>[1]['caller'], domain: string, port: number): string[] {
  const host = domain.replace('*', 'any');
  const { action } = explain(mesh, { caller, host, port, protocol: 'http', method: 'GET', path: '/', headers: {} });
  return action.type === 'forward' ? action.destinations.map(({ cluster }) => clusterName(cluster)) : [action.type];
}

function hostsOf({ Match, Matches }: VirtualServiceArgs): string[] {
  return Matches ?? (Match === undefined ? [] : [Match]);
}

function metadataOf(args: VirtualServiceArgs): KubeObject['metadata'] {
  return {
    name: `${args.Namespace}${hostsOf(args).join('').replaceAll('*', 'wild')}${args.Dest}`,
    namespace: args.Namespace,
    creationTimestamp: args.Time ?? '2020-01-01T00:00:00Z',
  };
}

function virtualService(args: VirtualServiceArgs): KubeObject {
  const port = args.Port === undefined ? {} : { port: { number: args.Port } };
  const match = args.PortMatch === undefined ? {} : { match: [{ port: args.PortMatch }] };
  const http = [{ ...match, route: [{ destination: { host: args.Dest, ...port } }] }];
  const spec = { hosts: hostsOf(args), http };
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: metadataOf(args), spec };
}

function httpRoute(args: VirtualServiceArgs): KubeObject {
  const portOfParent = args.PortMatch === undefined ? {} : { port: args.PortMatch };
  const parentRefs = hostsOf(args).map((host) => {
    const [name, namespace] = host.split('.');
    return { group: '', kind: 'Service', name, namespace, ...portOfParent };
  });
  const backend = { group: 'networking.istio.io', kind: 'Hostname', name: args.Dest, port: args.Port ?? 80 };
  const spec = { parentRefs, rules: [{ backendRefs: [backend] }] };
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: metadataOf(args), spec };
}

function sidecar({ Namespace, Egress }: SidecarArgs): KubeObject {
  const metadata = { name: 'sidecar', namespace: Namespace };
  return { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata, spec: { egress: [{ hosts: Egress }] } };
}
