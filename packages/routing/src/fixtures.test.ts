import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import actions from '../fixtures/actions.yaml?raw';
import base from '../fixtures/base.yaml?raw';
import delegates from '../fixtures/delegates.yaml?raw';
import destinations from '../fixtures/destinations.yaml?raw';
import gatewayApi from '../fixtures/gateway-api.yaml?raw';
import gateways from '../fixtures/gateways.yaml?raw';
import hosts from '../fixtures/hosts.yaml?raw';
import matches from '../fixtures/matches.yaml?raw';
import unknown from '../fixtures/unknown.yaml?raw';
import versions from '../fixtures/versions.yaml?raw';
import type { Caller, Cluster, Decision, RouteRequest, UnknownField } from './decision.ts';
import { explain } from './explain.ts';
import { buildMesh } from './mesh.ts';

/** Format: fixtures/README.md. */
interface Group {
  group: string;
  base?: boolean;
  from?: Partial<Caller>;
  resources: KubeObject[];
  cases: Case[];
}

interface Case {
  rule: string;
  request: string;
  port?: number;
  tls?: boolean;
  headers?: RouteRequest['headers'];
  claims?: Record<string, unknown>;
  unknown?: UnknownField[];
  from?: Partial<Caller>;
  options?: Partial<CatalogOptions>;
  expect: Record<string, unknown>;
}

const files = { matches, hosts, delegates, actions, destinations, gateways, 'gateway-api': gatewayApi, unknown, versions };

for (const [file, text] of Object.entries(files)) {
  const groups: Group[] = parse(text);
  describe.each(groups)(`${file}: $group`, (group) => {
    const resources = group.base === false ? group.resources : [...parse(base), ...group.resources];
    test.each(group.cases)('$rule', (entry) => {
      const mesh = buildMesh(resources, entry.options);
      compare(summary(explain(mesh, toRequest(entry, group.from))), entry.expect);
    });
  });
}

function compare(seen: Record<string, unknown>, expected: Record<string, unknown>): void {
  const { stops, alternatives, ...fields } = expected;
  expect(seen).toMatchObject(exactly(fields, seen));
  if (Array.isArray(stops)) expect(seen.stops).toEqual(expect.arrayContaining(stops));
  if (!Array.isArray(alternatives)) return;
  const found = Array.isArray(seen.alternatives) ? seen.alternatives : [];
  expect(found.map(({ given }) => given)).toHaveLength(alternatives.length);
  for (const [index, alternative] of alternatives.entries()) compare(found[index], alternative);
}

/** Maps must be equal as a whole, not only contained. */
function exactly(fields: Record<string, unknown>, seen: Record<string, unknown>): Record<string, unknown> {
  for (const name of ['to', 'mirrors', 'set', 'add', 'fault', 'endpointLabels']) {
    if (name in fields) expect(seen[name]).toEqual(fields[name]);
  }
  return fields;
}

function toRequest({ request, port, headers, from, tls, claims, unknown }: Case, groupFrom: Partial<Caller> | undefined): RouteRequest {
  const [, method = '', authority = '', path = ''] = /^(\S+) ([^/]+)(\/.*)$/.exec(request) ?? [];
  const [host = '', hostPort] = authority.split(':');
  const caller: Caller = { namespace: 'default', labels: { app: 'productpage' }, proxy: 'sidecar', ...(from ?? groupFrom) };
  return {
    caller,
    host: host.toLowerCase(),
    authority,
    port: port ?? Number(hostPort ?? 80),
    protocol: 'http',
    method,
    path,
    scheme: tls ? 'https' : 'http',
    headers: headers ?? {},
    ...(claims === undefined ? {} : { claims }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

function summary(decision: Decision): Record<string, unknown> {
  const { action, governedBy } = decision;
  const base = {
    action: action.type,
    route: decision.routeName,
    owner: governedBy && `${governedBy.namespace}/${governedBy.name}`,
    virtualHost: decision.virtualHost,
    fault: decision.fault,
    alternatives: (decision.alternatives ?? []).map(({ assumption: { values, path }, decision: course }) => ({
      given: [values?.field, path].filter((part) => part !== undefined).join(' '),
      ...summary(course),
    })),
    stops: decision.stops.flatMap(({ code, path }) => (path === undefined ? [code] : [code, `${code} ${path}`])),
  };
  if (action.type === 'redirect') return { ...base, status: action.status, location: action.location };
  if (action.type !== 'forward') return { ...base, status: 'status' in action ? action.status : undefined };
  const [first] = action.destinations;
  return {
    ...base,
    to: Object.fromEntries(action.destinations.map(({ cluster, probability }) => [clusterName(cluster), probability])),
    endpointLabels: first?.cluster.endpointLabels,
    mirrors: Object.fromEntries(action.mirrors.map(({ cluster, probability }) => [clusterName(cluster), probability])),
    path: action.rewrittenPath,
    host: first?.rewrittenHost ?? action.rewrittenHost,
    set: first?.headers.requestSet,
    add: first?.headers.requestAdd,
    remove: first?.headers.requestRemove,
    timeoutMs: action.timeoutMs ?? null,
    retries: action.retries.attempts,
    retryOn: action.retries.retryOn,
    retriableStatusCodes: action.retries.retriableStatusCodes,
    perTryTimeoutMs: action.retries.perTryTimeoutMs,
    backoffMs: action.retries.backoffMs ?? null,
    mirrorSuffix: action.mirrors[0]?.hostSuffix ?? null,
  };
}

function clusterName({ host, port, subset, exists }: Cluster): string {
  return `${exists ? '' : '!'}${host}:${port}${subset === '' ? '' : `/${subset}`}`;
}
