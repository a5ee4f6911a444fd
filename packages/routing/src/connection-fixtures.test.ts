import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import connections from '../fixtures/connections.yaml?raw';
import gatewayConnections from '../fixtures/gateway-connections.yaml?raw';
import type { ClientHello, Connection, ConnectionDecision } from './connection.ts';
import type { Caller, Cluster } from './decision.ts';
import { explainConnection } from './explain-connection.ts';
import { explainInboundConnection } from './explain-inbound-connection.ts';
import { buildMesh, type Mesh } from './mesh.ts';

/** Format: fixtures/README.md. */
interface Group {
  group: string;
  from?: Partial<Caller>;
  resources: KubeObject[];
  cases: Case[];
}

interface Case {
  rule: string;
  connect?: string;
  arrives?: string;
  alpn?: string[];
  certificate?: ClientHello['certificate'];
  from?: Partial<Caller>;
  with?: KubeObject[];
  options?: Partial<CatalogOptions>;
  expect: Record<string, unknown>;
}

for (const [file, text] of Object.entries({ connections, 'gateway-connections': gatewayConnections })) {
  const groups: Group[] = parse(text);
  describe.each(groups)(`${file}: $group`, (group) => {
    test.each(group.cases)('$rule', (entry) => {
      const mesh = buildMesh([...group.resources, ...(entry.with ?? [])], entry.options);
      const caller: Caller = { namespace: 'default', labels: { app: 'client' }, proxy: 'sidecar', ...group.from, ...entry.from };
      const seen = entry.arrives === undefined ? outbound(mesh, caller, entry) : inbound(mesh, caller, entry.arrives);
      const { stops, to, ...fields } = entry.expect;
      expect(seen).toMatchObject(fields);
      if (to !== undefined) expect(seen.to).toEqual(to);
      if (Array.isArray(stops)) expect(seen.stops).toEqual(expect.arrayContaining(stops));
    });
  });
}

/** `KIND[:NAME] ADDRESS:PORT`; KIND is tcp, tls, http or https, NAME the name in the ClientHello or the Host header with a path. */
function outbound(mesh: Mesh, caller: Caller, { connect = '', alpn, certificate }: Case): Record<string, unknown> {
  const [, kind = '', name, ip = '', port = ''] = /^(tcp|tls|https?)(?::(\S+))? (\S*):(\d+)$/.exec(connect) ?? [];
  const [host = '', ...rest] = (name ?? '').split('/');
  const encrypted = kind === 'tls' || kind === 'https';
  const hello = { ...(host ? { sni: host } : {}), ...(alpn ? { alpn } : {}), ...(certificate ? { certificate } : {}) };
  const isHttp = kind.startsWith('http');
  const dialled = /^[\d.]*$/.test(ip) ? { ip } : { host: ip };
  const connection: Connection = {
    caller,
    ...(ip === '' ? {} : dialled),
    port: Number(port),
    ...(encrypted ? { tls: hello } : {}),
    protocol: isHttp ? 'http' : 'bytes',
    ...(isHttp ? { request: { method: 'GET', path: `/${rest.join('/')}`, authority: host } } : {}),
  };
  return summary(explainConnection(mesh, connection));
}

function summary({ action, listener, governedBy, rulePath, tls, stops }: ConnectionDecision): Record<string, unknown> {
  const base = {
    action: action.type,
    listener,
    owner: governedBy && `${governedBy.namespace}/${governedBy.name}`,
    rule: rulePath,
    tls,
    stops: stops.flatMap(({ code, path }) => (path === undefined ? [code] : [code, `${code} ${path}`])),
  };
  if (action.type === 'refused') return { ...base, reason: action.reason };
  if (action.type === 'forward') return { ...base, to: clustersOf(action.destinations) };
  if (action.type !== 'http') return base;
  const { decision, routeConfiguration } = action;
  const routed = decision?.action.type === 'forward' ? { to: clustersOf(decision.action.destinations) } : {};
  const status = decision === undefined ? 400 : 'status' in decision.action ? decision.action.status : undefined;
  return { ...base, ...routed, status, route: decision?.routeName, routes: routeConfiguration };
}

function clustersOf(destinations: readonly { cluster: Cluster; probability: number }[]): Record<string, number> {
  return Object.fromEntries(destinations.map(({ cluster, probability }) => [clusterName(cluster), probability]));
}

function clusterName({ host, port, subset, exists }: Cluster): string {
  return `${exists ? '' : '!'}${host}:${port}${subset === '' ? '' : `/${subset}`}`;
}

/** What a client offers in TLS: Istio's proxies say what is inside. */
const ALPN: Readonly<Record<string, readonly string[]>> = {
  'tls http': ['http/1.1'],
  'tls tcp': [],
  'mtls http': ['istio-http/1.1'],
  'mtls tcp': ['istio'],
};

/** `[tls|mtls] http|tcp :PORT`, at the workload of `from`. */
function inbound(mesh: Mesh, workload: Caller, arrives: string): Record<string, unknown> {
  const [, how = '', port = ''] = /^(.+) :(\d+)$/.exec(arrives) ?? [];
  const alpn = ALPN[how];
  const decision = explainInboundConnection(mesh, {
    workload,
    port: Number(port),
    ...(alpn === undefined ? {} : { tls: { alpn, mesh: how.startsWith('mtls') } }),
    protocol: how.endsWith('http') ? 'http' : 'bytes',
  });
  const { action, filterChain, stops } = decision;
  return { ...action, action: action.type, chain: filterChain, stops: stops.map(({ code }) => code) };
}
