import { type CatalogOptions, clusterEndpoints, formatLocality, type KubeObject, type LocalityGroup, UNLIMITED } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import base from '../fixtures/traffic-base.yaml?raw';
import policies from '../fixtures/traffic-policy.yaml?raw';
import type { Caller, Decision, Destination } from './decision.ts';
import { explain } from './explain.ts';
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
  request: string;
  from?: Partial<Caller>;
  with?: KubeObject[];
  options?: Partial<CatalogOptions>;
  expect: Record<string, unknown>;
}

const groups: Group[] = parse(policies, { merge: true });

describe.each(groups)('$group', (group) => {
  test.each(group.cases)('$rule', (entry) => {
    const mesh = buildMesh([...parse(base), ...group.resources, ...(entry.with ?? [])], entry.options);
    const caller: Caller = { namespace: 'default', labels: { app: 'productpage' }, proxy: 'sidecar', ...group.from, ...entry.from };
    const { stops = [], noStops = [], places, ...fields } = entry.expect;
    const weighted = Array.isArray(places) && places.some((place) => /^\d+ \S+ \d+:/.test(String(place)));
    const decision = explain(mesh, toRequest(entry.request, caller));
    const seen = summary(mesh, caller, decision, weighted);
    expect(seen).toMatchObject({ ...fields, ...(places === undefined ? {} : { places }) });
    if (fields.hash !== undefined) expect(seen.hash).toEqual(fields.hash);
    expect(seen.stops).toEqual(expect.arrayContaining(Array.isArray(stops) ? stops : []));
    for (const code of Array.isArray(noStops) ? noStops : []) expect(seen.stops).not.toContain(code);
  });
});

function toRequest(text: string, caller: Caller): Parameters<typeof explain>[1] {
  const [, method = '', authority = '', path = ''] = /^(\S+) ([^/]+)(\/.*)$/.exec(text) ?? [];
  const [host = '', port = '80'] = authority.split(':');
  return { caller, host, authority, port: Number(port), protocol: 'http', method, path, scheme: 'http', headers: {} };
}

function summary(mesh: Mesh, caller: Caller, { action, stops }: Decision, weighted: boolean): Record<string, unknown> {
  const destination: Destination | undefined = action.type === 'forward' ? action.destinations[0] : undefined;
  const settings = destination?.settings;
  if (destination === undefined || settings === undefined) return { action: action.type };
  const { connectionPool: pool, loadBalancer, tls, outlierDetection, endpoints, panicThreshold } = settings;
  const limit = (value: number) => (value === UNLIMITED ? null : value);
  const { from: _, ...hash } = destination.hash ?? {};
  return {
    connections: limit(pool.maxConnections),
    pending: limit(pool.maxPendingRequests),
    requests: limit(pool.maxRequests),
    retries: limit(pool.maxRetries),
    retryBudget: pool.retryBudget ?? null,
    connectTimeoutMs: pool.connectTimeoutMs,
    idleTimeoutMs: pool.idleTimeoutMs,
    maxRequestsPerConnection: pool.maxRequestsPerConnection,
    outlier: outlierDetection ?? null,
    panicThreshold: panicThreshold ?? null,
    lb: loadBalancer.policy,
    ringSize: loadBalancer.minimumRingSize,
    tableSize: loadBalancer.tableSize,
    warmup: loadBalancer.warmup,
    hash,
    tls: tls.perEndpoint ? 'auto' : tls.mode,
    sni: tls.sni,
    sniFromHost: tls.sniFromHost,
    verifiesServer: tls.verifiesServer,
    ignored: tls.ignored,
    names: tls.subjectAltNames,
    alpn: tls.alpn,
    endpoints,
    places: clusterEndpoints(mesh.catalog, caller, destination.cluster)
      .map((group) => placeText(group, weighted))
      .sort(),
    stops: stops.flatMap(({ code, path }) => (path === undefined ? [code] : [code, `${code} ${path}`])),
  };
}

/** `priority place [weight]: endpoints`. */
function placeText({ priority, locality, weight, endpoints }: LocalityGroup, weighted: boolean): string {
  const head = [priority, formatLocality(locality), ...(weighted ? [weight] : [])].filter((part) => part !== '').join(' ');
  return `${head}: ${endpoints.map(({ address, port }) => `${address}:${port}`).join(', ')}`.trim();
}
