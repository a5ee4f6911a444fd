import type { Expectation, ExpectedRetries } from './envoy-case.ts';
import type { Observation, Received } from './envoy-observe.ts';

/** The first thing in which an observation differs from what Envoy did, in words. */
export function firstDifference(expect: Expectation, seen: Observation): string | undefined {
  if (expect.connection !== undefined || seen.connection !== undefined) return differs('connection', expect.connection, seen.connection);
  return (
    given('virtualHost', expect.virtualHost, seen.virtualHost) ??
    given('routeName', expect.routeName, seen.routeName) ??
    (expect.clusters && probabilities('clusters', expect.clusters, seen.clusters)) ??
    probabilities('status', expect.statusProbability ?? { [expect.status ?? 0]: 1 }, seen.statuses) ??
    faultDifference(expect.fault ?? {}, seen.fault) ??
    given('location', expect.location, seen.location) ??
    (seen.body === undefined || seen.body === '' ? undefined : differs('body', expect.body, seen.body)) ??
    upstreamDifference(expect, seen) ??
    (expect.mirrors && differs('mirrors', expect.mirrors.map(mirrorText).sort(), seen.mirrors.map(mirrorText).sort())) ??
    (seen.received.size === 0 ? undefined : differs('timeoutMs', expect.timeoutMs, seen.timeoutMs)) ??
    (expect.retries && retriesDifference(expect.retries, seen))
  );
}

/** A fault of 0 % is none. */
function faultDifference({ delay, abort }: NonNullable<Expectation['fault']>, seen: Observation['fault']): string | undefined {
  const round = (percent: number) => Math.round(percent * 1e4) / 1e4;
  const wanted = {
    delay: delay && delay.percent > 0 ? [round(delay.percent), delay.ms] : null,
    abort: abort?.httpStatus && abort.percent > 0 ? [round(abort.percent), abort.httpStatus] : null,
  };
  const got = {
    delay: seen.delay ? [round(seen.delay.probability * 100), seen.delay.delayMs] : null,
    abort: seen.abort && !seen.abort.grpc ? [round(seen.abort.probability * 100), seen.abort.status] : null,
  };
  return differs('fault', wanted, got);
}

function mirrorText({ cluster, percent }: { cluster: string; percent: number }): string {
  return `${Math.round(percent * 1e4) / 1e4} % ${cluster}`;
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
    differs(`${what} headersAdded`, sorted(wanted.headersAdded ?? {}), sorted(got.headersAdded)) ??
    differs(`${what} headersRemoved`, [...(wanted.headersRemoved ?? [])].sort(), got.headersRemoved.sort())
  );
}

function retriesDifference(wanted: ExpectedRetries, { retries }: Observation): string | undefined {
  if (retries === undefined) return 'retries: expected a policy, got none';
  return (
    differs('numRetries', wanted.numRetries, retries.attempts) ??
    differs('retryOn', conditions(wanted.retryOn), [...retries.retryOn].sort()) ??
    differs('retriableStatusCodes', wanted.retriableStatusCodes ?? [], retries.retriableStatusCodes) ??
    differs('perTryTimeoutMs', wanted.perTryTimeoutMs, retries.perTryTimeoutMs)
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

function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Compares only where something was recorded. */
function given(what: string, wanted: unknown, got: unknown): string | undefined {
  return wanted === undefined ? undefined : differs(what, wanted, got);
}

function differs(what: string, wanted: unknown, got: unknown): string | undefined {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  return a === b ? undefined : `${what}: expected ${a}, got ${b}`;
}
