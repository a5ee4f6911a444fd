import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type KubeObject, meshConfigOptions } from '../../packages/istio/src/index.ts';
import { buildMesh, type Connection, type ConnectionDecision, explainConnection, type Mesh } from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

interface File {
  bases: Readonly<Record<string, string>>;
  cases: readonly Case[];
}

interface Case {
  id: string;
  base: readonly string[];
  config: string;
  proxy: { type: 'sidecar' | 'gateway'; namespace: string; labels: Readonly<Record<string, string>> };
  meshConfig?: string;
  rejectedByEnvoy?: unknown;
  connections?: readonly { connection: Dialled; expect: Expected }[];
}

interface Dialled {
  destination: string;
  port: number;
  tls?: { sni?: string };
  send?: 'http';
  authority?: string;
}

interface Expected {
  listener?: string;
  connection?: string;
  clusters?: Readonly<Record<string, number>>;
  missingClusters?: readonly string[];
  routeName?: string;
  status?: number;
  tls?: string;
}

/** What a real Envoy did with connections: TCP and TLS (SNI) routes at sidecars and gateways. */
export const tcpTls: Family = {
  name: 'envoy/tcp-tls',
  isIn: (folder) => existsSync(fileIn(folder)),
  run: (folder) => {
    const file: File = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
    return file.cases.flatMap((entry) => runCase(file, entry));
  },
};

function fileIn(folder: string): string {
  return path.join(folder, 'envoy', 'tcp-tls.json');
}

function runCase(file: File, entry: Case): Verdict[] {
  const objects = [...entry.base.map((name) => file.bases[name] ?? ''), entry.config].flatMap(parseObjects).map(stamped);
  const mesh = buildMesh(objects, { istioVersion: '1.32', ...meshConfigOptions(parse(entry.meshConfig ?? '')) });
  return (entry.connections ?? []).map(({ connection, expect }, at): Verdict => {
    const id = `${entry.id}#${at}`;
    const difference = differenceOf(mesh, toConnection(entry, connection), expect);
    return difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference };
  });
}

/** Objects without a time are equally old. */
function stamped(object: KubeObject): KubeObject {
  if (object.metadata.creationTimestamp !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, creationTimestamp: '2024-01-01T00:00:00Z' } };
}

function toConnection({ proxy }: Case, { destination, port, tls, send, authority = '' }: Dialled): Connection {
  return {
    caller: { namespace: proxy.namespace, labels: proxy.labels, proxy: proxy.type },
    ip: destination,
    port,
    ...(tls === undefined ? {} : { tls }),
    protocol: send === 'http' ? 'http' : 'bytes',
    ...(send === 'http' ? { request: { method: 'GET', path: '/', authority } } : {}),
  };
}

/** An exception is a failed case: the engine must not throw on any configuration. */
function differenceOf(mesh: Mesh, connection: Connection, expect: Expected): string | undefined {
  let seen: Expected;
  try {
    seen = observe(explainConnection(mesh, connection));
  } catch (error) {
    return `exception: ${error}`;
  }
  const wanted = { missingClusters: [], clusters: {}, ...expect };
  const fields = ['listener', 'connection', 'clusters', 'missingClusters', 'routeName', 'status'] as const;
  for (const field of fields) {
    if (expect[field] === undefined && (field === 'routeName' || field === 'status')) continue;
    // Where a connection can only fail, the recording does not say which cluster is missing.
    if (field === 'missingClusters' && expect.connection !== 'forwarded') continue;
    const [a, b] = [text(wanted[field]), text(seen[field])];
    if (a !== b) return `${field}: expected ${a}, got ${b}`;
  }
  return expect.tls === undefined || expect.tls === seen.tls ? undefined : `tls: expected ${expect.tls}, got ${seen.tls}`;
}

function text(value: unknown): string {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return JSON.stringify(isMap ? Object.entries(value).sort() : value) ?? 'nothing';
}

function observe({ listener, action, tls }: ConnectionDecision): Expected {
  const base = {
    ...(listener === undefined ? {} : { listener }),
    ...(tls === undefined ? {} : { tls }),
    clusters: {},
    missingClusters: [],
  };
  switch (action.type) {
    case 'passthrough':
      return { ...base, connection: 'forwarded', clusters: { PassthroughCluster: 1 } };
    case 'blackhole':
      return { ...base, connection: 'refused-or-reset', clusters: { BlackHoleCluster: 1 } };
    case 'refused':
      return { ...base, connection: action.reason === 'no-listener' ? 'no-listener' : 'refused-or-reset' };
    case 'http':
      return { ...base, connection: 'http', ...observeHttp(action.decision) };
    case 'forward': {
      const clusters: Record<string, number> = {};
      for (const { cluster, probability } of action.destinations)
        clusters[clusterName(cluster)] = (clusters[clusterName(cluster)] ?? 0) + probability;
      const missing = action.destinations.filter(({ cluster }) => !cluster.exists).map(({ cluster }) => clusterName(cluster));
      const connection = missing.length === action.destinations.length ? 'refused-or-reset' : 'forwarded';
      return { ...base, connection, clusters, missingClusters: missing };
    }
  }
}

type HttpDecision = Extract<ConnectionDecision['action'], { type: 'http' }>['decision'];

function observeHttp(decision: HttpDecision): Partial<Expected> {
  if (decision === undefined) return { status: 400, routeName: '' };
  const { action, routeName } = decision;
  if (action.type === 'passthrough') return { routeName, status: 200, clusters: { PassthroughCluster: 1 } };
  if (action.type !== 'forward') return { routeName, ...('status' in action ? { status: action.status } : {}) };
  const clusters = Object.fromEntries(action.destinations.map(({ cluster, probability }) => [clusterName(cluster), probability]));
  return { routeName, clusters, status: action.destinations.every(({ cluster }) => cluster.exists) ? 200 : 503 };
}
