import {
  type Catalog,
  type ClusterEndpoint,
  type ClusterSettings,
  clusterEndpoints,
  clusterSettings,
  type HashKey,
  type Origin,
  UNLIMITED,
} from '@pidalio/istio';
import type { Caller, Cluster, DestinationSettings, EndpointSummary, Stop } from './decision.ts';

/** What the caller's proxy knows of a cluster, and the stops where an object of the user's decided it. */
export function destinationSettings(
  catalog: Catalog,
  caller: Caller,
  cluster: Cluster,
): { settings: DestinationSettings; stops: Stop[] } | undefined {
  if (caller.proxy === 'none') return undefined;
  const known = clusterSettings(catalog, caller, cluster);
  if (known === undefined) return undefined;
  const endpoints = clusterEndpoints(catalog, caller, cluster).flatMap((group) => group.endpoints);
  const { connectionPool, outlierDetection, loadBalancer, tls, panicThreshold } = known;
  const settings: DestinationSettings = {
    connectionPool,
    http2: known.http2,
    loadBalancer,
    tls,
    ...(outlierDetection === undefined ? {} : { outlierDetection }),
    ...(panicThreshold === undefined ? {} : { panicThreshold }),
    endpoints: summarize(endpoints),
  };
  return { settings, stops: [...policyStops(known), ...tlsStops(known, cluster, endpoints)] };
}

export function hashStop(hash: HashKey): Stop[] {
  const [by, key] = hashWords(hash);
  return hash.from === undefined ? [] : [{ code: 'DS-HASH', ...hash.from, values: { by, key } }];
}

function hashWords(hash: HashKey): [by: string, key: string | null] {
  if ('header' in hash) return ['header', hash.header];
  if ('cookie' in hash) return ['cookie', hash.cookie.name];
  if ('queryParameter' in hash) return ['query', hash.queryParameter];
  return ['address', null];
}

function policyStops({ connectionPool, outlierDetection, loadBalancer, locality }: ClusterSettings): Stop[] {
  const stops: Stop[] = [];
  const decided = (code: Stop['code'], from: Origin | undefined, values: NonNullable<Stop['values']>) => {
    if (from !== undefined) stops.push({ code, ...from, values });
  };
  decided('DS-LB', loadBalancer.from, { policy: loadBalancer.policy });
  if (locality !== undefined) {
    const how = locality.distribute.length > 0 ? 'distribute' : locality.zoneAware ? 'zones' : 'failover';
    decided('DS-LOCALITY', locality.from, { how });
  }
  decided('DS-BREAKERS', connectionPool.from, {
    maxConnections: limit(connectionPool.maxConnections),
    maxPendingRequests: limit(connectionPool.maxPendingRequests),
    maxRequests: limit(connectionPool.maxRequests),
    connectTimeoutMs: connectionPool.connectTimeoutMs,
  });
  if (outlierDetection !== undefined) {
    const { consecutive5xx, consecutiveGatewayErrors, maxEjectionPercent, from } = outlierDetection;
    decided('DS-OUTLIER', from, { consecutive5xx, consecutiveGatewayErrors, maxEjectionPercent });
  }
  return stops;
}

/** null: no limit. */
function limit(value: number): number | null {
  return value === UNLIMITED ? null : value;
}

function tlsStops({ tls }: ClusterSettings, cluster: Cluster, endpoints: readonly ClusterEndpoint[]): Stop[] {
  const stops: Stop[] = [];
  if (tls.from !== undefined) {
    stops.push({ code: 'DS-TLS', ...tls.from, values: { host: cluster.host, mode: tls.mode, ignored: tls.ignored ?? null } });
  }
  const perPolicy = new Map<string, { from: Origin; count: number }>();
  for (const { accepts, tls: mode, tlsMode } of endpoints) {
    if (!tls.perEndpoint || mode !== 'DISABLE' || tlsMode !== 'istio' || accepts.mode !== 'DISABLE' || accepts.from === undefined) continue;
    count(perPolicy, accepts.from);
  }
  for (const { from, count: plain } of perPolicy.values()) {
    stops.push({ code: 'DS-TLS-PLAIN', ...from, values: { endpoints: plain, of: endpoints.length } });
  }
  return [...stops, ...refusals(tls, endpoints)];
}

/** Endpoints that end the connection: plain text meets STRICT, or mutual TLS one that takes none. */
function refusals({ from }: ClusterSettings['tls'], endpoints: readonly ClusterEndpoint[]): Stop[] {
  const strict = new Map<string, { from: Origin; count: number }>();
  let incapable = 0;
  for (const endpoint of endpoints) {
    if (!isRefused(endpoint)) continue;
    if (endpoint.tls === 'ISTIO_MUTUAL') incapable += 1;
    else if (endpoint.accepts.from !== undefined) count(strict, endpoint.accepts.from);
  }
  const stops: Stop[] = [...strict.values()].map(({ from: policy, count: refused }) => ({
    code: 'DS-TLS-STRICT',
    ...policy,
    values: { endpoints: refused, of: endpoints.length },
  }));
  if (incapable > 0) stops.push({ code: 'DS-TLS-INCAPABLE', ...from, values: { endpoints: incapable, of: endpoints.length } });
  return stops;
}

function count(table: Map<string, { from: Origin; count: number }>, from: Origin): void {
  const key = `${from.ref.namespace}/${from.ref.name} ${from.path}`;
  const known = table.get(key);
  if (known === undefined) table.set(key, { from, count: 1 });
  else known.count += 1;
}

/** Only a proxy at the endpoint, which its label tells of, can ask for or take Istio's mutual TLS. */
function isRefused({ tls, accepts, tlsMode }: ClusterEndpoint): boolean {
  const hasProxy = tlsMode === 'istio';
  if (tls === 'ISTIO_MUTUAL') return !hasProxy || accepts.mode === 'DISABLE';
  return hasProxy && accepts.mode === 'STRICT';
}

function summarize(endpoints: readonly ClusterEndpoint[]): EndpointSummary {
  const healthy = endpoints.filter((endpoint) => endpoint.healthy);
  return {
    total: endpoints.length,
    healthy: healthy.length,
    mutualTls: healthy.filter(({ tls }) => tls === 'ISTIO_MUTUAL').length,
    refusing: healthy.filter(isRefused).length,
  };
}
