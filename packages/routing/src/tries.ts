import { admit, admitRetry, limitsOf } from './circuit-breaker.ts';
import type { Cluster, RetryPolicy } from './decision.ts';
import { type Ending, endingOf, joinFlags, NO_HEALTHY_UPSTREAM, RESPONSE_TIMEOUT } from './ending.ts';
import { isRetriable, type TryResult } from './is-retriable.ts';
import { recordResult, takeTurn, usableEndpoints } from './outlier.ts';
import { type ClusterState, NEW_CLUSTER } from './proxy-state.ts';
import type { PoolLimits, TrySettings, Upstream, UpstreamAnswer } from './upstream.ts';

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

/**
 * All tries of one request at one cluster, up to the answer that the caller gets (envoy source/common/router/router.cc): a failed try is
 * repeated while the policy names its failure, tries are left and the time of the whole request is not over.
 */
export function tries(policy: TryPolicy, target: Cluster, upstream: Upstream, options: TriesOptions = {}): Tries {
  const { nowMs = 0, jitter = 0.5, settings = {}, cluster = NEW_CLUSTER } = options;
  const run: Run = {
    policy,
    settings,
    limits: limitsOf(settings),
    endpoints: upstream.endpoints(target),
    answer: (number, endpoint) => upstream.answer(target, number, endpoint),
    deadlineMs: policy.timeoutMs === undefined ? Number.POSITIVE_INFINITY : nowMs + policy.timeoutMs,
    jitter,
    tries: [],
    atMs: nowMs,
    slackMs: 0,
    turn: cluster.turn,
    cluster,
  };
  for (let number = 1; ; number++) {
    const ending = tryOnce(run, number);
    if (ending === undefined) continue;
    const slackMs = run.atMs === run.deadlineMs ? 0 : run.slackMs;
    return { ending, tries: run.tries, attempts: number, endMs: run.atMs, slackMs, cluster: remembered(run) };
  }
}

/** What limits nothing and ejects nothing has nothing to remember, not even whose turn it is. */
function remembered({ cluster, limits, settings, turn, endpoints }: Run): ClusterState {
  const isWatched = limits !== undefined || settings.outlierDetection !== undefined;
  return isWatched && endpoints.length > 1 ? { ...cluster, turn } : cluster;
}

/** A request under way. */
interface Run {
  readonly policy: TryPolicy;
  readonly settings: TrySettings;
  /** undefined: nothing is limited. */
  readonly limits: PoolLimits | undefined;
  readonly endpoints: readonly string[];
  readonly answer: (number: number, endpoint: string) => UpstreamAnswer;
  readonly deadlineMs: number;
  readonly jitter: number;
  readonly tries: Try[];
  atMs: number;
  slackMs: number;
  turn: number;
  cluster: ClusterState;
}

/** The ending, if this try was the last. */
function tryOnce(run: Run, number: number): Ending | undefined {
  const { deadlineMs } = run;
  const endpoint = pick(run);
  if (endpoint === undefined) return NO_HEALTHY_UPSTREAM;
  run.turn++;
  const attempt = attemptOf(run, number, endpoint);
  const startMs = admitted(run, Math.min(attempt.lastsMs, deadlineMs - run.atMs));
  const result = startMs === undefined ? OVERFLOW : attempt.result;
  const endMs = startMs === undefined ? run.atMs : startMs + attempt.lastsMs;
  if (startMs !== undefined && endMs >= deadlineMs) {
    run.atMs = deadlineMs;
    if (startMs < deadlineMs) {
      run.tries.push({ endpoint, result: { type: 'cut' }, startMs, endMs: deadlineMs });
      // To outlier detection it is a time-out like that of a single try.
      watch(run, endpoint, { type: 'per-try-timeout' });
    }
    return RESPONSE_TIMEOUT;
  }
  if (startMs !== undefined) run.tries.push({ endpoint, result, startMs, endMs });
  run.atMs = endMs;
  watch(run, endpoint, result);
  return afterTry(run, number, result, attempt.lastsMs);
}

function watch(run: Run, endpoint: string, result: TryResult): void {
  const rules = run.settings.outlierDetection;
  if (rules !== undefined) run.cluster = recordResult(run.cluster, rules, run.endpoints, endpoint, result, run.atMs);
}

const OVERFLOW = { type: 'overflow' } as const;

/** Waits for the next try if there is one; else the ending. */
function afterTry(run: Run, number: number, result: TryResult, lastsMs: number): Ending | undefined {
  const { retries } = run.policy;
  const last = endingOf(result, run.settings.http2 ?? false, number > 1);
  if (!isRetriable(retries, result)) return last;
  if (number > retries.attempts) return { ...last, flags: joinFlags('URX', last.flags) };
  const longestMs = longestPauseMs(retries, number);
  const nextMs = run.atMs + longestMs * run.jitter;
  const retrying = run.limits === undefined ? run.cluster : admitRetry(run.cluster, run.limits, run.atMs, nextMs + lastsMs);
  if (retrying === undefined) return { ...last, flags: joinFlags('UO', last.flags) };
  run.cluster = retrying;
  run.slackMs += longestMs * Math.max(run.jitter, 1 - run.jitter);
  run.atMs = Math.min(nextMs, run.deadlineMs);
  return nextMs >= run.deadlineMs ? RESPONSE_TIMEOUT : undefined;
}

/** When the try is sent; undefined when it does not fit through the circuit breaker. */
function admitted(run: Run, lastsMs: number): number | undefined {
  if (run.limits === undefined) return run.atMs;
  const place = admit(run.cluster, run.limits, run.settings.http2 ?? false, run.atMs, lastsMs);
  if (place !== undefined) run.cluster = place.cluster;
  return place?.startMs;
}

/** Istio's default (MeshConfig.connectTimeout). */
const CONNECT_TIMEOUT_MS = 10_000;

/** The time of a single try counts only if it is shorter than the time of all (envoy FilterUtility::finalTimeout). */
function attemptOf({ policy, settings, answer }: Run, number: number, endpoint: string): { result: TryResult; lastsMs: number } {
  const {
    timeoutMs = Number.POSITIVE_INFINITY,
    retries: { perTryTimeoutMs },
  } = policy;
  const result = answer(number, endpoint);
  const lastsMs =
    result.afterMs ?? (result.type === 'connect-timeout' ? (settings.connectionPool?.connectTimeoutMs ?? CONNECT_TIMEOUT_MS) : 0);
  const isCut = perTryTimeoutMs !== undefined && lastsMs >= perTryTimeoutMs && perTryTimeoutMs < timeoutMs;
  return isCut ? { result: { type: 'per-try-timeout' }, lastsMs: perTryTimeoutMs } : { result, lastsMs };
}

function pick({ cluster, settings, endpoints, policy, tries: made, atMs, turn }: Run): string | undefined {
  const usable = usableEndpoints(cluster, settings.outlierDetection, endpoints, atMs);
  const failed = policy.retries.avoidsPreviousHosts ? made.map(({ endpoint }) => endpoint) : [];
  return takeTurn(usable, turn, failed);
}

const BASE_PAUSE_MS = 25;

/** The pause before the next try lasts at most so long: base 25 ms, doubled each time, at most ten times the base (envoy backoff_strategy.cc). */
export function longestPauseMs({ backoffMs = BASE_PAUSE_MS }: RetryPolicy, triesMade: number): number {
  return Math.min(backoffMs * 2 ** (triesMade - 1), backoffMs * 10);
}
