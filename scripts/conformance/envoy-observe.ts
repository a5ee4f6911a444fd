import {
  type Decision,
  type Destination,
  type Outcome,
  outcomesOf,
  type ProxyState,
  type RetryPolicy,
  type Upstream,
} from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { EnvoyRequest } from './envoy-case.ts';
import { nameOf } from './envoy-upstream.ts';

export interface Received {
  path: string;
  authority: string;
  headersAdded: Record<string, string>;
  headersRemoved: string[];
}

/** What a client and the applications would see of a decision, in the words of the recorded expectations. */
export interface Observation {
  routeName: string;
  virtualHost: string | undefined;
  connection?: string;
  clusters: Record<string, number>;
  statuses: Record<string, number>;
  fault: Decision['fault'];
  location?: string;
  received: Map<string, Received>;
  mirrors: { cluster: string; percent: number; upstream?: Received }[];
  timeoutMs?: number;
  retries?: RetryPolicy;
  outcomes: readonly Outcome[];
  /** For the next request of the case. */
  after?: Before;
}

/** What the proxy remembers of the requests before, and when the next one comes. */
export interface Before {
  state: ProxyState;
  nowMs: number;
}

export function observe(decision: Decision, request: EnvoyRequest, upstream: Upstream, before?: Before): Observation {
  const { action, fault, routeName, virtualHost } = decision;
  const contentType = [headersOf(request).get('content-type')].flat()[0] ?? '';
  const options = { grpc: contentType.startsWith('application/grpc'), ...before };
  const likely = outcomesOf(decision, upstream, options);
  const others = sameTime(decision, upstream, options, likely[0]?.outcome.state, (request.parallel ?? 1) - 1);
  const seen: Observation = {
    routeName,
    virtualHost,
    clusters: {},
    statuses: {},
    fault,
    received: new Map(),
    mirrors: [],
    outcomes: [...likely, ...others].map(({ outcome }) => outcome),
  };
  for (const { probability, outcome } of [...likely, ...others]) count(seen.statuses, outcome.status, probability);
  const [only] = likely;
  if (likely.length === 1 && only !== undefined) {
    seen.after = { state: only.outcome.state, nowMs: (before?.nowMs ?? 0) + only.outcome.durationMs };
  }
  if (action.type === 'redirect') seen.location = action.location;
  if (action.type === 'refused') seen.connection = action.reason === 'no-listener' ? 'no-listener' : 'refused-or-reset';
  if (action.type === 'forward' && action.passedThrough) seen.connection = 'passed-through';
  if (decision.stops.some(({ code }) => code === 'LS-NONE')) seen.connection = 'no-listener';
  if (action.type === 'passthrough') seen.clusters.PassthroughCluster = 1;
  if (action.type !== 'forward' || fault.abort?.probability === 1) return seen;
  if (action.timeoutMs !== undefined) seen.timeoutMs = action.timeoutMs;
  seen.retries = action.retries;
  for (const destination of action.destinations) {
    const name = clusterName(destination.cluster);
    seen.clusters[name] = (seen.clusters[name] ?? 0) + destination.probability;
    const wasReached = likely.some(({ outcome }) => outcome.cluster === destination.cluster && outcome.tries.length > 0);
    if (wasReached) seen.received.set(name, received(destination, action, request));
  }
  const copied = likely.find(({ outcome }) => outcome.mirrored);
  for (const { cluster, probability } of action.mirrors) {
    const arrives = copied !== undefined && cluster.exists && upstream.endpoints(cluster).length > 0;
    const { destination } = copied?.course ?? {};
    const copy = arrives && destination !== undefined ? { upstream: received(destination, action, request) } : {};
    seen.mirrors.push({ cluster: nameOf(cluster), percent: probability * 100, ...copy });
  }
  return seen;
}

/** More requests of the same kind at the same moment, each meeting what the ones before it left. */
function sameTime(
  decision: Decision,
  upstream: Upstream,
  options: { grpc: boolean },
  before: ProxyState | undefined,
  times: number,
): ReturnType<typeof outcomesOf> {
  const all: ReturnType<typeof outcomesOf> = [];
  let state = before;
  for (let at = 0; at < times; at++) {
    const [next] = outcomesOf(decision, upstream, { ...options, ...(state === undefined ? {} : { state }) });
    if (next === undefined) return all;
    all.push(next);
    ({ state } = next.outcome);
  }
  return all;
}

function headersOf(request: EnvoyRequest): Map<string, string> {
  return new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')]));
}

function received(destination: Destination, action: { rewrittenPath: string; rewrittenHost: string }, request: EnvoyRequest): Received {
  const { requestSet, requestAdd, requestRemove } = destination.headers;
  const sent = headersOf(request);
  const headers = new Map(sent);
  for (const name of requestRemove) headers.delete(name);
  for (const [name, value] of Object.entries(requestSet)) headers.set(name, value);
  for (const [name, value] of Object.entries(requestAdd)) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  const host = destination.rewrittenHost ?? action.rewrittenHost;
  return {
    path: action.rewrittenPath,
    authority: host === bare(request.authority) ? request.authority : host,
    headersAdded: Object.fromEntries([...headers].filter(([name, value]) => sent.get(name) !== value)),
    headersRemoved: [...sent.keys()].filter((name) => !headers.has(name)),
  };
}

function bare(authority: string): string {
  return authority.toLowerCase().replace(/:\d+$/, '');
}

function count(statuses: Record<string, number>, status: number, probability: number): void {
  if (probability > 0) statuses[status] = (statuses[status] ?? 0) + probability;
}
