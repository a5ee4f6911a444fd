import { admit, admitRetry } from './circuit-breaker.ts';
import type { Cluster, RetryPolicy } from './decision.ts';
import { type Ending, endingOf, joinFlags, NO_HEALTHY_UPSTREAM, RESPONSE_TIMEOUT } from './ending.ts';
import { isRetriable, type TryResult } from './is-retriable.ts';
import { recordResult, usableEndpoints } from './outlier.ts';
import { type ClusterState, NEW_CLUSTER } from './proxy-state.ts';
import type { TrySettings, Upstream } from './upstream.ts';

/** One try as it went. */
export interface Try {
  endpoint: string;
  /** `cut` when the time-out of the whole request ended it. */
  result: TryResult | { type: 'cut' };
  startMs: number;
  endMs: number;
}

export interface Tries {
  ending: Ending;
  tries: readonly Try[];
  /** As Envoy counts (`%UPSTREAM_REQUEST_ATTEMPT_COUNT%`): one for which no endpoint was there counts too. */
  attempts: number;
  /** On the clock that `options.nowMs` began. The pauses between tries are random; `slackMs` is how far the end may lie to either side. */
  endMs: number;
  slackMs: number;
  cluster: ClusterState;
}

export interface TriesOptions {
  nowMs?: number;
  /** 0..1: how much of each pause between tries is waited; Envoy draws it. */
  jitter?: number;
  cluster?: ClusterState;
  settings?: TrySettings;
}

export interface TryPolicy {
  retries: RetryPolicy;
  timeoutMs?: number;
}

const NO_SETTINGS: TrySettings = {};

/**
 * All tries of one request at one cluster, up to the answer that the caller gets (envoy source/common/router/router.cc): a failed try is
 * repeated while the policy names its failure, tries are left and the time of the whole request is not over.
 */
export function tries(policy: TryPolicy, target: Cluster, upstream: Upstream, options: TriesOptions = {}): Tries {
  const { nowMs = 0, jitter = 0.5 } = options;
  const { retries } = policy;
  const settings = options.settings ?? NO_SETTINGS;
  const deadlineMs = policy.timeoutMs === undefined ? Number.POSITIVE_INFINITY : nowMs + policy.timeoutMs;
  const endpoints = upstream.endpoints(target);
  const made: Try[] = [];
  let cluster = options.cluster ?? NEW_CLUSTER;
  let atMs = nowMs;
  let slackMs = 0;
  let number = 1;
  const ended = (ending: Ending, endMs: number): Tries => ({
    ending,
    tries: made,
    attempts: number,
    endMs,
    slackMs: endMs === deadlineMs ? 0 : slackMs,
    cluster,
  });
  for (; ; number++) {
    const endpoint = pick(cluster, settings, endpoints, retries, made, atMs);
    if (endpoint === undefined) return ended(NO_HEALTHY_UPSTREAM, atMs);
    const attempt = attemptOf(policy, settings, upstream, target, number, endpoint);
    const place = admitted(cluster, settings, atMs, Math.min(attempt.lastsMs, Math.max(0, deadlineMs - atMs)));
    const { result, lastsMs } = place === undefined ? OVERFLOW : attempt;
    const startMs = place?.startMs ?? atMs;
    const endMs = startMs + lastsMs;
    cluster = { ...(place?.cluster ?? cluster), turn: cluster.turn + 1 };
    if (endMs >= deadlineMs) {
      if (startMs < deadlineMs) made.push({ endpoint, result: { type: 'cut' }, startMs, endMs: deadlineMs });
      return ended(RESPONSE_TIMEOUT, deadlineMs);
    }
    if (place !== undefined) made.push({ endpoint, result, startMs, endMs });
    if (settings.outlierDetection !== undefined)
      cluster = recordResult(cluster, settings.outlierDetection, endpoints, endpoint, result, endMs);
    const last = endingOf(result, settings.http2 ?? false, number > 1);
    if (!isRetriable(retries, result)) return ended(last, endMs);
    if (number > retries.attempts) return ended({ ...last, flags: joinFlags('URX', last.flags) }, endMs);
    const longestMs = longestPauseMs(retries, number);
    const nextMs = endMs + longestMs * jitter;
    const retrying =
      settings.connectionPool === undefined ? cluster : admitRetry(cluster, settings.connectionPool, endMs, nextMs + attempt.lastsMs);
    if (retrying === undefined) return ended({ ...last, flags: joinFlags('UO', last.flags) }, endMs);
    cluster = retrying;
    slackMs += longestMs * Math.max(jitter, 1 - jitter);
    if (nextMs >= deadlineMs) return ended(RESPONSE_TIMEOUT, deadlineMs);
    atMs = nextMs;
  }
}

const OVERFLOW = { result: { type: 'overflow' }, lastsMs: 0 } as const;

function admitted(
  cluster: ClusterState,
  { connectionPool: pool, http2 = false }: TrySettings,
  atMs: number,
  lastsMs: number,
): { cluster: ClusterState; startMs: number } | undefined {
  return pool === undefined ? { cluster, startMs: atMs } : admit(cluster, pool, http2, atMs, lastsMs);
}

/** Istio's default (MeshConfig.connectTimeout). */
const CONNECT_TIMEOUT_MS = 10_000;

/** The time of a single try counts only if it is shorter than the time of all (envoy FilterUtility::finalTimeout). */
function attemptOf(
  { retries: { perTryTimeoutMs }, timeoutMs }: TryPolicy,
  settings: TrySettings,
  upstream: Upstream,
  target: Cluster,
  number: number,
  endpoint: string,
): { result: TryResult; lastsMs: number } {
  const answer = upstream.answer(target, number, endpoint);
  const lastsMs =
    answer.afterMs ?? (answer.type === 'connect-timeout' ? (settings.connectionPool?.connectTimeoutMs ?? CONNECT_TIMEOUT_MS) : 0);
  const isCut = perTryTimeoutMs !== undefined && lastsMs >= perTryTimeoutMs && (timeoutMs === undefined || perTryTimeoutMs < timeoutMs);
  return isCut ? { result: { type: 'per-try-timeout' }, lastsMs: perTryTimeoutMs } : { result: answer, lastsMs };
}

/** Endpoints take turns; where the policy says so, those that failed are left out while there are others. */
function pick(
  cluster: ClusterState,
  settings: TrySettings,
  endpoints: readonly string[],
  retries: RetryPolicy,
  made: readonly Try[],
  atMs: number,
): string | undefined {
  const usable = usableEndpoints(cluster, settings.outlierDetection, endpoints, atMs);
  if (made.length === 0 || !retries.avoidsPreviousHosts) return usable[cluster.turn % usable.length];
  const fresh = usable.filter((endpoint) => made.every((earlier) => earlier.endpoint !== endpoint));
  return fresh.length > 0 ? fresh[cluster.turn % fresh.length] : usable[cluster.turn % usable.length];
}

const BASE_PAUSE_MS = 25;

/** The pause before the next try lasts at most so long: base 25 ms, doubled each time, at most ten times the base (envoy backoff_strategy.cc). */
export function longestPauseMs({ backoffMs = BASE_PAUSE_MS }: RetryPolicy, triesMade: number): number {
  return Math.min(backoffMs * 2 ** (triesMade - 1), backoffMs * 10);
}
