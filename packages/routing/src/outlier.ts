import type { TryResult } from './is-retriable.ts';
import { type ClusterState, type HostState, NEW_HOST } from './proxy-state.ts';
import type { OutlierRules } from './upstream.ts';

/** Envoy's max_ejection_time. */
const LONGEST_EJECTION_MS = 300_000;

/** The endpoints that may be used at `atMs`. Below the panic threshold the proxy uses all of them again. */
export function usableEndpoints(
  cluster: ClusterState,
  rules: OutlierRules | undefined,
  endpoints: readonly string[],
  atMs: number,
): readonly string[] {
  if (rules === undefined || cluster.hosts.size === 0) return endpoints;
  const healthy = endpoints.filter((endpoint) => !isEjected(cluster.hosts.get(endpoint), atMs));
  const isPanic = rules.minHealthPercent > 0 && healthy.length * 100 < endpoints.length * rules.minHealthPercent;
  return isPanic ? endpoints : healthy;
}

/** Endpoints take turns; those at which the request failed before are left out while there are others. */
export function takeTurn<Endpoint>(usable: readonly Endpoint[], turn: number, failed: readonly Endpoint[]): Endpoint | undefined {
  const next = usable[turn % usable.length];
  if (failed.length === 0 || usable.length < 2) return next;
  const fresh = usable.filter((endpoint) => !failed.includes(endpoint));
  return fresh[turn % fresh.length] ?? next;
}

/** Counts a result, and ejects the endpoint when it was one error too many (envoy outlier_detection_impl.cc). */
export function recordResult(
  cluster: ClusterState,
  rules: OutlierRules,
  endpoints: readonly string[],
  endpoint: string,
  result: TryResult,
  atMs: number,
): ClusterState {
  if (result.type === 'overflow') return cluster;
  const counted = count(cluster.hosts.get(endpoint) ?? NEW_HOST, rules, result);
  const isOver = reached(counted.errors, rules.consecutive5xx);
  const isGatewayOver = reached(counted.gatewayErrors, rules.consecutiveGatewayErrors);
  const isLocalOver = reached(counted.localFailures, rules.consecutiveLocalOriginFailures);
  let host = counted;
  if ((isOver || isGatewayOver || isLocalOver) && !isEjected(counted, atMs)) {
    // The counter starts again even where the share of ejected endpoints forbids one more.
    const reset = {
      ...counted,
      ...(isOver ? { errors: 0 } : {}),
      ...(isGatewayOver ? { gatewayErrors: 0 } : {}),
      ...(isLocalOver ? { localFailures: 0 } : {}),
    };
    host = mayEject(cluster, rules, endpoints, atMs) ? ejected(reset, rules, atMs) : reset;
  }
  return { ...cluster, hosts: new Map(cluster.hosts).set(endpoint, host) };
}

function isEjected(host: HostState | undefined, atMs: number): boolean {
  return host !== undefined && host.ejectedUntilMs > atMs;
}

function reached(errors: number, limit: number): boolean {
  return limit > 0 && errors >= limit;
}

/** Failures to reach the endpoint count as 5xx unless they are counted apart. */
function count(host: HostState, rules: OutlierRules, result: TryResult): HostState {
  const isLocal = result.type !== 'status';
  if (rules.splitExternalLocalOriginErrors) {
    if (isLocal) return { ...host, localFailures: host.localFailures + 1 };
    return { ...countStatus(host, result.status), localFailures: 0 };
  }
  return countStatus(host, isLocal ? localStatus(result) : result.status);
}

/** The status that stands for a try without one (envoy resultToHttpCode). */
function localStatus({ type }: TryResult): number {
  return type === 'per-try-timeout' ? 504 : 503;
}

function countStatus(host: HostState, status: number): HostState {
  const isError = status >= 500 && status < 600;
  const isGatewayError = status >= 502 && status <= 504;
  return { ...host, errors: isError ? host.errors + 1 : 0, gatewayErrors: isGatewayError ? host.gatewayErrors + 1 : 0 };
}

/** With the default of 10 % one endpoint in ten may be out: of fewer than ten, none. */
function mayEject({ hosts }: ClusterState, { maxEjectionPercent }: OutlierRules, endpoints: readonly string[], atMs: number): boolean {
  const out = endpoints.filter((endpoint) => isEjected(hosts.get(endpoint), atMs)).length;
  return ((out + 1) * 100) / endpoints.length <= maxEjectionPercent;
}

/** Each ejection in a row lasts one base time longer; intervals without one make the next shorter again. */
function ejected(host: HostState, rules: OutlierRules, atMs: number): HostState {
  const quiet = host.ejectedUntilMs === 0 ? 0 : Math.floor((atMs - host.ejectedUntilMs) / rules.intervalMs);
  const ejections = Math.max(0, host.ejections - quiet) + 1;
  const lastsMs = Math.min(rules.baseEjectionTimeMs * ejections, Math.max(rules.baseEjectionTimeMs, LONGEST_EJECTION_MS));
  return { ...host, ejections, ejectedUntilMs: atMs + lastsMs };
}
