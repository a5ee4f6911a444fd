import type { Cluster, Course, Decision } from './decision.ts';
import type { Outcome } from './outcome.ts';
import type { Try } from './tries.ts';
import type { Upstream } from './upstream.ts';

/** What a proxy tells about the workload it stands beside. */
export interface MetricWorkload {
  name: string;
  namespace: string;
  app: string;
  version: string;
  canonicalService: string;
  canonicalRevision: string;
  principal: string;
  /** Of the multi-cluster mesh. */
  cluster: string;
}

/** The proxy at an endpoint. */
export interface MetricServer {
  workload: MetricWorkload;
  /** The Service that selects it, whatever name the caller used. */
  service?: { host: string; name: string; namespace: string };
  mutualTls: boolean;
}

export interface MetricParties {
  /** undefined: the caller has no proxy, counts nothing and tells nothing. */
  caller?: MetricWorkload;
  callerIsGateway?: boolean;
  /** Host header as sent. */
  host: string;
  protocol: 'http' | 'grpc';
  /** undefined: no proxy there. */
  serverAt(cluster: Cluster, endpoint: string): MetricServer | undefined;
}

/** One series of `istio_requests_total` that a request adds to, and by how much. */
export interface MetricSeries {
  labels: Readonly<Record<string, string>>;
  count: number;
}

/**
 * What one request adds to Istio's standard metrics (istio.io reference "Istio Standard Metrics"; envoy istio_stats filter). The caller's
 * proxy counts the request once, with what the caller got; each server's proxy counts every try that reached it. A mirror copy is counted
 * by its server only (istio#11093).
 */
export function metricSeries(
  decision: Decision,
  course: Course,
  outcome: Outcome,
  upstream: Upstream,
  parties: MetricParties,
): MetricSeries[] {
  const all: MetricSeries[] = [];
  if (!isHttp(decision)) return all;
  const { cluster } = outcome;
  if (parties.caller !== undefined) all.push({ labels: callerLabels(decision, outcome, parties, parties.caller), count: 1 });
  for (const attempt of cluster === undefined ? [] : outcome.tries) {
    const server = cluster && parties.serverAt(cluster, attempt.endpoint);
    const ending = serverEnding(attempt);
    if (server !== undefined && ending !== undefined) addTo(all, serverLabels(server, parties, ending));
  }
  for (const copy of outcome.mirrored ? course.mirrors : []) {
    const [endpoint] = copy.exists ? upstream.endpoints(copy) : [];
    const server = endpoint === undefined ? undefined : parties.serverAt(copy, endpoint);
    if (server === undefined || endpoint === undefined) continue;
    const answer = upstream.answer(copy, 1, endpoint);
    if (answer.type === 'status') addTo(all, serverLabels(server, parties, { status: answer.status, flags: '-', headers: answer.headers }));
  }
  return all;
}

/** Connections that end without HTTP, or are passed on as bytes, count in no HTTP metric. */
function isHttp({ action, virtualHost }: Decision): boolean {
  if (action.type === 'refused') return false;
  return virtualHost !== undefined || action.type === 'plain' || action.type === 'no-route';
}

interface ServerEnding {
  status: number;
  flags: string;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** How a try looks from the server: answered, or left by a caller that waited long enough. A connection that broke was never a request there. */
function serverEnding({ result }: Try): ServerEnding | undefined {
  switch (result.type) {
    case 'status':
      return { status: result.status, flags: '-', headers: result.headers };
    case 'cut':
    case 'per-try-timeout':
      return { status: 0, flags: 'DC' };
    default:
      return undefined;
  }
}

/** The far workload is known once a server was reached. */
function callerLabels(decision: Decision, outcome: Outcome, parties: MetricParties, caller: MetricWorkload): Record<string, string> {
  const last = outcome.tries.at(-1);
  const isReached = last !== undefined && last.result.type !== 'connect-failure' && last.result.type !== 'connect-timeout';
  const server = isReached && outcome.cluster !== undefined ? parties.serverAt(outcome.cluster, last.endpoint) : undefined;
  return {
    reporter: 'source',
    ...workloadLabels('source', caller, server?.mutualTls ?? false),
    ...workloadLabels('destination', server?.workload, server?.mutualTls ?? false),
    ...serviceLabels(calledService(decision, outcome, parties)),
    ...endLabels(parties, outcome),
    connection_security_policy: 'unknown',
  };
}

function serverLabels(server: MetricServer, parties: MetricParties, ending: ServerEnding): Record<string, string> {
  return {
    reporter: 'destination',
    // Plain text carries no identity, but the caller's proxy still tells who it is.
    ...workloadLabels('source', parties.caller, server.mutualTls),
    ...workloadLabels('destination', server.workload, server.mutualTls),
    ...serviceLabels(server.service ?? UNKNOWN_SERVICE),
    ...endLabels(parties, ending),
    connection_security_policy: server.mutualTls ? 'mutual_tls' : 'none',
  };
}

function workloadLabels(side: 'source' | 'destination', workload: MetricWorkload | undefined, mutualTls: boolean): Record<string, string> {
  return {
    [`${side}_workload`]: workload?.name ?? 'unknown',
    [`${side}_workload_namespace`]: workload?.namespace ?? 'unknown',
    [`${side}_principal`]: (mutualTls && workload?.principal) || 'unknown',
    [`${side}_app`]: workload?.app ?? 'unknown',
    [`${side}_version`]: workload?.version ?? 'unknown',
    [`${side}_canonical_service`]: workload?.canonicalService ?? 'unknown',
    [`${side}_canonical_revision`]: workload?.canonicalRevision ?? 'latest',
    [`${side}_cluster`]: workload?.cluster ?? 'unknown',
  };
}

interface ServiceName {
  host: string;
  name: string;
  namespace: string;
}

const UNKNOWN_SERVICE: ServiceName = { host: 'unknown', name: 'unknown', namespace: 'unknown' };

/**
 * The service as the cluster names it. Without a cluster a sidecar falls back to the Host header, a gateway does not (istio_stats
 * disable_host_header_fallback). An aborted request has the cluster of its route although it was never sent on.
 */
function calledService({ action }: Decision, outcome: Outcome, { host, callerIsGateway }: MetricParties): ServiceName {
  const cluster = action.type === 'forward' ? (outcome.cluster ?? action.destinations[0]?.cluster) : undefined;
  if (cluster?.exists) {
    return { host: cluster.host, name: cluster.service?.name ?? cluster.host, namespace: cluster.service?.namespace ?? 'unknown' };
  }
  const named = callerIsGateway ? UNKNOWN_SERVICE : { ...UNKNOWN_SERVICE, host };
  if (action.type === 'passthrough') return { ...named, name: 'PassthroughCluster' };
  return action.type === 'blackhole' ? { ...named, name: 'BlackHoleCluster' } : named;
}

function serviceLabels({ host, name, namespace }: ServiceName): Record<string, string> {
  return { destination_service: host, destination_service_name: name, destination_service_namespace: namespace };
}

/** Only gRPC has a second status. */
function endLabels({ protocol }: MetricParties, { status, flags, headers }: ServerEnding): Record<string, string> {
  const grpcStatus = protocol === 'grpc' ? headers?.['grpc-status'] : undefined;
  return {
    request_protocol: protocol,
    response_code: String(status),
    response_flags: flags,
    ...(grpcStatus === undefined ? {} : { grpc_response_status: grpcStatus }),
  };
}

function addTo(all: MetricSeries[], labels: Record<string, string>): void {
  const known = all.find((series) => Object.entries(labels).every(([name, value]) => series.labels[name] === value));
  if (known === undefined) all.push({ labels, count: 1 });
  else known.count++;
}
