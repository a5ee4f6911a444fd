import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { KubeObject } from '../../packages/istio/src/index.ts';
import {
  buildMesh,
  type Connection,
  type ConnectionDecision,
  type Decision,
  explainConnection,
  explainInboundConnection,
  type Mesh,
  type RefusalReason,
} from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

const FILE = 'istio/simulation_cases.json';

interface Case {
  test: string;
  name: string | null;
  proxy: { type: 'sidecar' | 'router'; namespace?: string; labels?: Readonly<Record<string, string>> };
  config: string | null;
  kubeConfig?: string | null;
  calls: readonly { Name: string; Call: Call; Result: Result }[];
}

interface Call {
  Address?: string;
  Port: number;
  Path?: string;
  Protocol?: string;
  HostHeader?: string;
  TLS?: 'plaintext' | 'tls' | 'mtls';
  Alpn?: string;
  Sni?: string;
  CallMode?: string;
}

interface Result {
  Error?: string;
  ListenerMatched?: string;
  FilterChainMatched?: string;
  RouteMatched?: string;
  RouteConfigMatched?: string;
  VirtualHostMatched?: string;
  ClusterMatched?: string;
  /** Fields that are not named must be empty. */
  StrictMatch?: boolean;
}

const FIELDS = [
  'Error',
  'ListenerMatched',
  'FilterChainMatched',
  'RouteMatched',
  'RouteConfigMatched',
  'VirtualHostMatched',
  'ClusterMatched',
] as const;

/** Calls through Istio's own simulation of Envoy: gateways, sidecars, the inbound side with its modes of mutual TLS. */
export const simulation: Family = {
  name: 'istio/simulation_cases',
  isIn: (folder) => existsSync(path.join(folder, FILE)),
  run: (folder) => {
    const cases: readonly Case[] = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8'));
    return cases.flatMap(runCase);
  },
};

function runCase(entry: Case): Verdict[] {
  const objects = [entry.config ?? '', entry.kubeConfig ?? ''].flatMap(parseObjects).map(placed);
  const mesh = buildMesh(objects, { istioVersion: '1.32' });
  return entry.calls.map(({ Name, Call, Result }, at): Verdict => {
    const id = [entry.test, entry.name ?? at, Name].join('/');
    const difference = differenceOf(mesh, entry, Call, Result);
    return difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference };
  });
}

/** Configuration without a namespace was in `default`. */
function placed(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata.namespace ?? 'default' } };
}

function differenceOf(mesh: Mesh, entry: Case, call: Call, wanted: Result): string | undefined {
  let seen: Result;
  try {
    seen = call.CallMode === 'inbound' ? inbound(mesh, entry, call) : outbound(mesh, entry, call);
  } catch (error) {
    return `exception: ${error}`;
  }
  for (const field of FIELDS) {
    const isAsked = field === 'Error' || wanted.StrictMatch === true || (wanted[field] ?? '') !== '';
    const [a, b] = [wanted[field] ?? '', seen[field] ?? ''];
    if (isAsked && a !== b && !isShort(a, b)) return `${field}: expected "${a}", got "${b}"`;
  }
  return undefined;
}

/** Short names were completed without the cluster's domain. */
function isShort(wanted: string, seen: string): boolean {
  return wanted.startsWith('outbound|') && `${wanted}.svc.cluster.local` === seen;
}

/** Every proxy had this address, and endpoints with it were the proxy itself. */
const PROXY_IP = '1.1.1.1';
const SOME_ADDRESS = '1.3.3.7';

function inbound(mesh: Mesh, { proxy }: Case, call: Call): Result {
  const { namespace = 'default', labels = {} } = proxy;
  const decision = explainInboundConnection(mesh, {
    workload: { namespace, labels, ip: PROXY_IP },
    port: call.Port,
    ...(isEncrypted(call) ? { tls: { alpn: alpnOf(call), mesh: call.TLS === 'mtls' } } : {}),
    protocol: isHttp(call) ? 'http' : 'bytes',
  });
  const base = {
    ListenerMatched: 'virtualInbound',
    ...(decision.filterChain === undefined ? {} : { FilterChainMatched: decision.filterChain }),
  };
  const { action } = decision;
  switch (action.type) {
    case 'refused':
      return { ...base, Error: ERRORS[action.reason] };
    case 'not-http':
      return { ...base, Error: 'ErrProtocolError' };
    case 'bytes':
      return { ...base, ClusterMatched: action.cluster };
    case 'http':
      return { ...base, ClusterMatched: action.cluster, VirtualHostMatched: action.virtualHost, RouteMatched: 'default' };
  }
}

const ERRORS: Readonly<Record<RefusalReason, string>> = {
  'no-listener': 'ErrNoListener',
  'no-filter-chain': 'ErrNoFilterChain',
  'rejected-listener': 'ErrMultipleFilterChain',
  'tls-wanted': 'ErrTLSError',
  'plain-wanted': 'ErrProtocolError',
  'certificate-wanted': 'ErrMTLSError',
};

function outbound(mesh: Mesh, entry: Case, call: Call): Result {
  const decision = explainConnection(mesh, toConnection(entry, call));
  const base: Result = decision.listener === undefined ? {} : { ListenerMatched: decision.listener };
  // The simulation takes a certificate of the mesh nowhere but where one is wanted.
  const mode = decision.stops.find(({ code }) => code === 'TL-TERMINATED')?.values?.mode;
  if (call.TLS === 'mtls' && mode !== undefined && mode !== 'ISTIO_MUTUAL') return { ...base, Error: 'ErrMTLSError' };
  return { ...base, ...ofAction(decision) };
}

function ofAction({ action }: ConnectionDecision): Result {
  switch (action.type) {
    case 'passthrough':
      return { ClusterMatched: 'PassthroughCluster' };
    case 'blackhole':
      return { ClusterMatched: 'BlackHoleCluster' };
    case 'refused':
      return { Error: ERRORS[action.reason] };
    case 'http':
      return action.decision === undefined
        ? { Error: 'ErrProtocolError' }
        : { RouteConfigMatched: action.routeConfiguration, ...ofDecision(action.decision) };
    case 'forward': {
      const [only, ...others] = action.destinations;
      return only === undefined || others.length > 0 ? {} : { ClusterMatched: clusterName(only.cluster) };
    }
  }
}

function ofDecision({ action, virtualHost, routeName, stops }: Decision): Result {
  if (virtualHost === undefined) return { Error: 'ErrNoVirtualHost' };
  const base = { VirtualHostMatched: virtualHost };
  if (action.type === 'no-route') return { ...base, Error: 'ErrNoRoute' };
  if (stops.some(({ code }) => code === 'GW-HTTPS-REDIRECT')) return { ...base, Error: 'ErrTLSRedirect' };
  const route = { ...base, RouteMatched: routeName };
  if (action.type === 'passthrough') return { ...route, ClusterMatched: 'PassthroughCluster' };
  const only = action.type === 'forward' && action.destinations.length === 1 ? action.destinations[0] : undefined;
  return only === undefined ? route : { ...route, ClusterMatched: clusterName(only.cluster) };
}

function toConnection({ proxy }: Case, call: Call): Connection {
  const { namespace = 'default', labels = {}, type } = proxy;
  const sni = call.Sni ?? (call.TLS === 'tls' ? call.HostHeader : undefined);
  const authority = call.HostHeader ?? '';
  return {
    caller: { namespace, labels, proxy: type === 'router' ? 'gateway' : 'sidecar', ip: PROXY_IP },
    ip: call.Address ?? SOME_ADDRESS,
    port: call.Port,
    listenerPort: call.Port,
    ...(isEncrypted(call)
      ? { tls: { ...(sni ? { sni } : {}), alpn: alpnOf(call), ...(call.TLS === 'mtls' ? { certificate: 'mesh' as const } : {}) } }
      : {}),
    protocol: isHttp(call) ? 'http' : 'bytes',
    ...(isHttp(call) ? { request: { method: 'GET', path: call.Path ?? '/', authority } } : {}),
  };
}

function isHttp({ Protocol }: Call): boolean {
  return Protocol === 'http' || Protocol === 'http2';
}

/** The simulation takes a name for a ClientHello, whatever is said of TLS. */
function isEncrypted({ TLS, Sni }: Call): boolean {
  return TLS === 'tls' || TLS === 'mtls' || Boolean(Sni);
}

/** What the simulated client offers where the case does not say it. */
function alpnOf({ Alpn, TLS, Protocol }: Call): string[] {
  if (Alpn) return [Alpn];
  if (TLS === 'mtls') return [Protocol === 'http' ? 'istio-http/1.1' : Protocol === 'http2' ? 'istio-h2' : 'istio'];
  return Protocol === 'http' ? ['http/1.1'] : Protocol === 'http2' ? ['h2'] : [];
}
