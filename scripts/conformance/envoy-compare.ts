import { differs, given, sorted } from './differs.ts';
import { answerDifference } from './envoy-answer.ts';
import type { Expectation, ExpectedRetries } from './envoy-case.ts';
import type { Observation, Received } from './envoy-observe.ts';

/** What was left out of a family's recordings because it holds wherever nothing else is said. */
export interface Unsaid {
  retries?: ExpectedRetries;
  attempts?: number;
}

/** The first thing in which an observation differs from what Envoy did, in words. */
export function firstDifference(expect: Expectation, seen: Observation, unsaid: Unsaid): string | undefined {
  if (expect.connection !== undefined || seen.connection !== undefined) return connectionDifference(expect, seen);
  return (
    given('virtualHost', expect.virtualHost, seen.virtualHost) ??
    given('routeName', expect.routeName, seen.routeName) ??
    (expect.clusters && probabilities('clusters', expect.clusters, seen.clusters)) ??
    statusDifference(expect, seen) ??
    (isRefused(expect) ? undefined : faultDifference(expect.fault ?? {}, seen.fault)) ??
    given('delayMs', expect.delayMs, Math.max(0, ...seen.outcomes.map(({ delayMs }) => delayMs))) ??
    given('location', expect.location, seen.location) ??
    upstreamDifference(expect, seen) ??
    (expect.mirrors && mirrorsDifference(expect.mirrors, seen)) ??
    (seen.received.size === 0 ? undefined : differs('timeoutMs', expect.timeoutMs, seen.timeoutMs)) ??
    retriesDifference(expect.retries ?? unsaid.retries, expect.retries === undefined, seen) ??
    answerDifference(expect, seen, unsaid.attempts)
  );
}

/** Where requests were drawn or sent at the same time, the statuses that occurred. */
function statusDifference(expect: Expectation, seen: Observation): string | undefined {
  if (expect.statuses !== undefined) return differs('statuses', expect.statuses, Object.keys(seen.statuses).map(Number));
  return probabilities('status', expect.statusProbability ?? { [expect.status ?? 0]: 1 }, seen.statuses);
}

/** A request that a policy refused never came to the fault that was recorded with its route. */
function isRefused({ details = '' }: Expectation): boolean {
  return /^(rbac_access_denied|jwt_authn_access_denied|ext_authz)/.test(details);
}

/** Nothing of HTTP was to be seen; of TLS that was passed on, where it went. */
function connectionDifference({ connection, clusters }: Expectation, seen: Observation): string | undefined {
  const isPassed = connection === 'passed-through' && clusters !== undefined;
  return differs('connection', connection, seen.connection) ?? (isPassed ? probabilities('clusters', clusters, seen.clusters) : undefined);
}

/** A fault of 0 % is none. */
function faultDifference({ delay, abort }: NonNullable<Expectation['fault']>, seen: Observation['fault']): string | undefined {
  const round = (percent: number) => Math.round(percent * 1e4) / 1e4;
  const wanted = {
    delay: delay && delay.percent > 0 ? [round(delay.percent), delay.ms] : null,
    abort: abort && abort.percent > 0 ? [round(abort.percent), abort.httpStatus ?? `grpc ${abort.grpcStatus}`] : null,
  };
  const got = {
    delay: seen.delay ? [round(seen.delay.probability * 100), seen.delay.delayMs] : null,
    abort: seen.abort ? [round(seen.abort.probability * 100), seen.abort.grpc ? `grpc ${seen.abort.status}` : seen.abort.status] : null,
  };
  return differs('fault', wanted, got);
}

function upstreamDifference(expect: Expectation, seen: Observation): string | undefined {
  if (expect.upstreamByCluster !== undefined) {
    for (const [cluster, wanted] of Object.entries(expect.upstreamByCluster)) {
      const difference = receivedDifference(`upstream of ${cluster}`, wanted, seen.received.get(cluster));
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (expect.upstream === undefined) return undefined;
  const clusterless = seen.received.size === 0 && seen.clusters.PassthroughCluster === 1;
  if (clusterless) return undefined;
  for (const got of seen.received.values()) {
    const difference = receivedDifference('upstream', expect.upstream, got);
    if (difference !== undefined) return difference;
  }
  return seen.received.size === 0 ? 'upstream: expected a request there, got none' : undefined;
}

function receivedDifference(what: string, wanted: NonNullable<Expectation['upstream']>, got: Received | undefined): string | undefined {
  if (got === undefined) return `${what}: expected a request there, got none`;
  return (
    differs(`${what} path`, wanted.path, got.path) ??
    differs(`${what} authority`, wanted.authority, got.authority) ??
    differs(`${what} headersAdded`, recorded(wanted.headersAdded ?? {}), recorded(got.headersAdded)) ??
    differs(`${what} headersRemoved`, [...(wanted.headersRemoved ?? [])].sort(), got.headersRemoved.sort())
  );
}

/** What Envoy says of the client in headers is left out of most recordings. */
function recorded(headers: Readonly<Record<string, string>>): [string, string][] {
  return sorted(headers).filter(([name]) => !/^x-(envoy|forwarded)-/.test(name));
}

/** A copy that went where the request itself went could not be told from it, and was not recorded. */
function mirrorsDifference(wanted: NonNullable<Expectation['mirrors']>, seen: Observation): string | undefined {
  const text = ({ cluster, percent }: { cluster: string; percent: number }) => `${Math.round(percent * 1e4) / 1e4} % ${cluster}`;
  const difference = differs('mirrors', wanted.map(text).sort(), seen.mirrors.map(text).sort());
  if (difference !== undefined) return difference;
  for (const { cluster, upstream } of wanted) {
    const got = seen.mirrors.find((mirror) => mirror.cluster === cluster);
    if (upstream !== undefined) {
      const other = receivedDifference(`copy at ${cluster}`, upstream, got?.upstream);
      if (other !== undefined) return other;
    } else if (got?.upstream !== undefined && !(cluster in seen.clusters)) return `copy at ${cluster}: expected none, got one`;
  }
  return undefined;
}

function retriesDifference(wanted: ExpectedRetries | undefined, isUnsaid: boolean, { retries, received }: Observation): string | undefined {
  if (wanted === undefined || (retries === undefined && received.size === 0)) return undefined;
  if (retries === undefined) return 'retries: expected a policy, got none';
  // A policy of no attempts is none in Envoy, and was not recorded.
  if (isUnsaid && retries.attempts === 0) return undefined;
  return (
    differs('numRetries', wanted.numRetries, retries.attempts) ??
    differs('retryOn', conditions(wanted.retryOn), [...retries.retryOn].sort()) ??
    differs('retriableStatusCodes', wanted.retriableStatusCodes ?? [], retries.retriableStatusCodes) ??
    differs('perTryTimeoutMs', wanted.perTryTimeoutMs, retries.perTryTimeoutMs) ??
    differs('hostPredicate', wanted.hostPredicate !== undefined, retries.avoidsPreviousHosts === true) ??
    differs('retryPriority', wanted.retryPriority !== undefined, retries.remoteLocalities === true)
  );
}

function conditions(text = ''): string[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .sort();
}

function probabilities(what: string, wanted: Readonly<Record<string, number>>, got: Readonly<Record<string, number>>): string | undefined {
  const keys = new Set([...Object.keys(wanted), ...Object.keys(got)]);
  const equal = [...keys].every((key) => Math.abs((wanted[key] ?? 0) - (got[key] ?? 0)) < 1e-3);
  return equal ? undefined : differs(what, wanted, got);
}
