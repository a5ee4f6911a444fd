import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import {
  type Catalog,
  type ClusterCaller,
  type ClusterEndpoint,
  type ClusterKey,
  clusterEndpoints,
  clusterSettings,
  fieldsOf,
  formatLocality,
  type LocalityGroup,
  meshConfigOptions,
  type TlsMode,
  type UpstreamTls,
} from '../../packages/istio/src/index.ts';
import { buildMesh } from '../../packages/routing/src/index.ts';
import type { EnvoyCase, EnvoyFile } from './envoy-case.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

const FILE = 'envoy/clusters.json';

interface ClusterCase extends EnvoyCase {
  /** Validation refuses the configuration. */
  invalid?: string;
  proxy: EnvoyCase['proxy'] & { locality?: string };
  clusterExpect?: Readonly<Record<string, ExpectedCluster>>;
}

interface ExpectedCluster {
  type: string;
  autoMtls?: boolean;
  tls?: ExpectedTls;
  localities?: readonly ExpectedGroup[];
  localityWeighted?: boolean;
  outlierDetection?: boolean;
  panicThreshold?: number;
}

interface ExpectedTls {
  mode: string;
  sni?: string;
  subjectAltNames?: readonly string[];
  alpn?: readonly string[];
  verifiesServer?: boolean;
}

interface ExpectedGroup {
  priority: number;
  locality?: string;
  weight?: number;
  endpoints: readonly { address: string; tls?: string; weight?: number; health?: string }[];
}

/** TLS and endpoints of destination clusters, as Istio generated them; every cluster is a case. */
export const envoyClusters: Family = {
  name: 'envoy/clusters',
  isIn: (folder) => existsSync(path.join(folder, FILE)),
  run: (folder) => {
    const { bases, cases }: Pick<EnvoyFile, 'bases'> & { cases: ClusterCase[] } = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8'));
    return cases.flatMap((entry) => runCase(bases, entry));
  },
};

function runCase(bases: EnvoyFile['bases'], entry: ClusterCase): Verdict[] {
  if (entry.clusterExpect === undefined) {
    return [
      { id: entry.id, outcome: 'not-runnable', reason: entry.invalid === undefined ? 'expect nothing' : 'need the validation of rules' },
    ];
  }
  const objects = [...entry.base.map((name) => bases[name] ?? ''), entry.config].flatMap(parseObjects);
  const config = entry.meshConfig === undefined ? {} : fieldsOf(parse(entry.meshConfig));
  const { catalog } = buildMesh(objects, { ...meshConfigOptions(config), istioVersion: '1.32' });
  const { namespace, labels, type, locality } = entry.proxy;
  const caller: ClusterCaller = { namespace, labels, proxy: type, ...(locality === undefined ? {} : { locality }) };
  return Object.entries(entry.clusterExpect).map(([name, expected]): Verdict => {
    const difference = clusterDifference(catalog, caller, parseClusterName(name), expected);
    const id = `${entry.id} ${name}`;
    return difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference };
  });
}

/** `outbound|port|subset|host`. */
export function parseClusterName(name: string): ClusterKey {
  const [, port = '', subset = '', host = ''] = name.split('|');
  return { host, port: Number(port), subset };
}

function clusterDifference(catalog: Catalog, caller: ClusterCaller, key: ClusterKey, expected: ExpectedCluster): string | undefined {
  const settings = clusterSettings(catalog, caller, key);
  if (settings === undefined) return 'expected a cluster, got none';
  const groups = clusterEndpoints(catalog, caller, key);
  const withTls = expected.autoMtls !== undefined;
  const wanted = {
    ...expected,
    ...(expected.tls === undefined ? {} : { tls: expectedTls(expected.tls) }),
    localities: expected.localities ?? [],
  };
  const all: Record<string, unknown> = {
    type: settings.discovery,
    autoMtls: settings.tls.perEndpoint,
    tls: tlsWords(settings.tls),
    localities: groups.map((group) => groupWords(group, withTls)).sort(byPlace),
    localityWeighted: settings.localityWeighted,
    outlierDetection: settings.outlierDetection !== undefined,
    panicThreshold: settings.panicThreshold,
  };
  // Cases on TLS do not record how endpoints are ranked.
  const named = withTls ? Object.keys(wanted) : [...Object.keys(wanted), 'localityWeighted', 'outlierDetection'];
  for (const field of named) {
    const known = fieldsOf(wanted)[field] ?? false;
    const [a, b] = [JSON.stringify(field === 'localities' ? [...wanted.localities].sort(byPlace) : known), JSON.stringify(all[field])];
    if (a !== b) return `${field}: expected ${a}, got ${b}`;
  }
  return undefined;
}

const TLS_WORDS: Readonly<Record<TlsMode, string>> = {
  DISABLE: 'plain',
  SIMPLE: 'tls',
  MUTUAL: 'mutual-tls',
  ISTIO_MUTUAL: 'istio-mtls',
};

/** The mode, and what the mode makes use of. */
function expectedTls({ mode, sni, subjectAltNames, alpn, verifiesServer }: ExpectedTls): object {
  return { mode, sni, subjectAltNames: subjectAltNames ?? [], alpn: alpn ?? [], verifiesServer: verifiesServer ?? false };
}

function tlsWords({ mode, sni, subjectAltNames, alpn, verifiesServer }: UpstreamTls): object {
  // Istio's own mutual TLS always verifies the server; that is not recorded.
  return { mode: TLS_WORDS[mode], sni, subjectAltNames, alpn, verifiesServer: mode === 'ISTIO_MUTUAL' ? false : verifiesServer };
}

function groupWords({ priority, locality, weight, endpoints }: LocalityGroup, withTls: boolean): ExpectedGroup {
  const place = formatLocality(locality);
  return {
    priority,
    ...(place === '' ? {} : { locality: place }),
    weight,
    endpoints: endpoints.map((endpoint) => endpointWords(endpoint, withTls)),
  };
}

function endpointWords({ address, port, tls, weight, healthy }: ClusterEndpoint, withTls: boolean): ExpectedGroup['endpoints'][number] {
  return {
    address: `${address}:${port}`,
    ...(withTls ? { tls: TLS_WORDS[tls] } : {}),
    ...(weight === 1 ? {} : { weight }),
    ...(healthy ? {} : { health: 'UNHEALTHY' }),
  };
}

function byPlace(a: ExpectedGroup, b: ExpectedGroup): number {
  const [left, right] = [a.locality ?? '', b.locality ?? ''];
  return a.priority - b.priority || (left < right ? -1 : Number(left > right));
}
