import type { Cluster, Course, Decision, Destination, HeaderOperations, RetryPolicy, RouteAction } from './decision.ts';
import { type Ending, joinFlags } from './ending.ts';
import { abortAnswer, forGrpc, localAnswer, missingCluster } from './local-answer.ts';
import { NEW_CLUSTER, NEW_PROXY, type ProxyState, withCluster } from './proxy-state.ts';
import { responseHeaders } from './response-headers.ts';
import { type Tries, type Try, type TryPolicy, tries } from './tries.ts';
import type { TrySettings, Upstream } from './upstream.ts';

/** What came of one request: what the caller gets, and what the caller's proxy writes in its access log. */
export interface Outcome extends Ending {
  /** The cluster that was chosen, whether it exists or not; undefined when the request is answered before that. */
  cluster?: Cluster;
  /** Tries as Envoy counts them; 0 when the request never came to the point of being sent on. */
  attempts: number;
  /** Tries that left the proxy. */
  tries: readonly Try[];
  /** Whether the mirrors of the rule get their copies: they are sent once the first try has an endpoint and a place. */
  mirrored: boolean;
  /** Injected delay. */
  delayMs: number;
  /** From the request to its answer, injected delay included; the pauses between tries are random, up to `slackMs` to either side. */
  durationMs: number;
  slackMs: number;
  /** What the proxy remembers for the next request. */
  state: ProxyState;
}

export interface OutcomeOptions {
  /** The request is gRPC (its content-type says so). */
  grpc?: boolean;
  state?: ProxyState;
  nowMs?: number;
  /** 0..1, see TriesOptions. */
  jitter?: number;
}

const NO_RETRIES: RetryPolicy = { attempts: 0, retryOn: [], retriableStatusCodes: [] };

/** Follows one course of a decision to its end. Order as in Envoy: delay, abort, route, mirrors, tries. */
export function outcomeOf(decision: Decision, course: Course, upstream: Upstream, options: OutcomeOptions = {}): Outcome {
  const { action } = decision;
  const destination = course.destination ?? (action.type === 'forward' ? action.destinations[0] : undefined);
  if (course.abort !== undefined) {
    const { abort } = course;
    const answer = abortAnswer(abort);
    return local(
      course,
      decorated(options.grpc ? forGrpc(answer, abort.grpc ? abort.status : undefined) : answer, destination?.headers),
      options,
    );
  }
  switch (action.type) {
    case 'forward':
      return forwarded(action, course, destination, upstream, options);
    case 'passthrough':
      return sent({ retries: NO_RETRIES }, PASSTHROUGH, course, upstream, options);
    case 'plain':
      return withoutProxy(action.cluster, course, upstream, options);
    default: {
      const answer = localAnswer(action, decision.virtualHost !== undefined);
      const isFinal = answer.details === 'cors_response' || answer.status === 0;
      const operations = action.type === 'redirect' || action.type === 'direct-response' ? action.operations : undefined;
      return local(course, isFinal ? answer : decorated(options.grpc ? forGrpc(answer) : answer, operations), options);
    }
  }
}

/** Where a request goes whose host no rule or service knows: to the address that the caller dialled. */
const PASSTHROUGH: Cluster = { host: 'PassthroughCluster', port: 0, subset: '', endpointLabels: {}, exists: true };

function forwarded(
  action: Extract<RouteAction, { type: 'forward' }>,
  course: Course,
  destination: Destination | undefined,
  upstream: Upstream,
  options: OutcomeOptions,
): Outcome {
  const cluster = course.cluster ?? destination?.cluster;
  if (cluster === undefined || !cluster.exists) {
    const answer = missingCluster(cluster ?? PASSTHROUGH);
    const outcome = local(course, decorated(options.grpc ? forGrpc(answer) : answer, destination?.headers), options);
    return cluster === undefined ? outcome : { ...outcome, cluster };
  }
  const outcome = sent(action, cluster, course, upstream, options, destination?.settings);
  const headers = responseHeaders(outcome.headers, destination?.headers);
  const extra = outcome.body === undefined ? action.answerHeaders : undefined;
  if (headers === undefined && extra === undefined) return outcome;
  return { ...outcome, headers: { ...headers, ...extra } };
}

function sent(
  policy: TryPolicy,
  cluster: Cluster,
  course: Course,
  upstream: Upstream,
  options: OutcomeOptions,
  settings?: TrySettings,
): Outcome {
  const { state = NEW_PROXY, nowMs = 0, jitter = 0.5, grpc } = options;
  const name = `${cluster.port}|${cluster.subset}|${cluster.host}`;
  const remembered = state.clusters.get(name);
  const run: Tries = tries(policy, cluster, upstream, {
    nowMs: nowMs + course.delayMs,
    jitter,
    ...(settings === undefined ? {} : { settings }),
    ...(remembered === undefined ? {} : { cluster: remembered }),
  });
  const { ending } = run;
  return {
    ...withDelay(course, grpc && ending.body !== undefined ? forGrpc(ending) : ending),
    cluster,
    attempts: run.attempts,
    tries: run.tries,
    mirrored: run.tries.length > 0 && run.tries[0]?.startMs === nowMs + course.delayMs,
    delayMs: course.delayMs,
    durationMs: run.endMs - nowMs,
    slackMs: run.slackMs,
    state: run.cluster === (remembered ?? NEW_CLUSTER) ? state : withCluster(state, name, run.cluster),
  };
}

/** Without a proxy the caller sees the connection itself: an answer, or none. */
function withoutProxy(cluster: Cluster, course: Course, upstream: Upstream, options: OutcomeOptions): Outcome {
  const run = sent({ retries: NO_RETRIES }, cluster, course, upstream, options);
  const last = run.tries[0]?.result;
  const status = last?.type === 'status' ? last.status : 0;
  const { body: _, ...rest } = run;
  return { ...rest, status, flags: '-', details: '', state: options.state ?? NEW_PROXY };
}

function local(course: Course, answer: Ending, { state = NEW_PROXY }: OutcomeOptions): Outcome {
  const { delayMs } = course;
  return { ...withDelay(course, answer), attempts: 0, tries: [], mirrored: false, delayMs, durationMs: delayMs, slackMs: 0, state };
}

function withDelay({ delayMs }: Course, ending: Ending): Ending {
  return delayMs > 0 ? { ...ending, flags: joinFlags('DI', ending.flags) } : ending;
}

function decorated(answer: Ending, operations: HeaderOperations | undefined): Ending {
  const headers = responseHeaders(answer.headers, operations);
  return headers === undefined ? answer : { ...answer, headers };
}
