import { fieldsOf, type KubeObject } from '../../packages/istio/src/index.ts';
import type { Cluster, Decision, Destination, RetryPolicy } from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { EnvoyRequest } from './envoy-case.ts';

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
  body?: string;
  received: Map<string, Received>;
  responseHeaders: Record<string, string>;
  mirrors: { cluster: string; percent: number }[];
  timeoutMs?: number;
  retries?: RetryPolicy;
}

export function observe(decision: Decision, request: EnvoyRequest, objects: readonly KubeObject[]): Observation {
  const { action, fault, routeName, virtualHost } = decision;
  const abort = fault.abort?.probability ?? 0;
  const seen: Observation = {
    routeName,
    virtualHost,
    clusters: {},
    statuses: {},
    fault,
    received: new Map(),
    responseHeaders: {},
    mirrors: [],
  };
  if (fault.abort !== undefined) count(seen.statuses, fault.abort.grpc ? 200 : fault.abort.status, abort);
  if (abort === 1) return seen;
  if ('status' in action) count(seen.statuses, action.status, 1 - abort);
  if (action.type === 'redirect') seen.location = action.location;
  if (action.type === 'direct-response') {
    seen.body = action.body;
    seen.responseHeaders = { ...action.headers };
  }
  if (action.type === 'refused')
    seen.connection = decision.stops.some(({ code }) => code === 'GW-NO-SNI') ? 'refused-or-reset' : 'no-listener';
  if (decision.stops.some(({ code }) => code === 'LS-NONE')) seen.connection = 'no-listener';
  const answer = request.upstream?.respond?.status ?? 200;
  if (action.type === 'passthrough') {
    seen.clusters.PassthroughCluster = 1;
    count(seen.statuses, answer, 1 - abort);
  }
  if (action.type !== 'forward') return seen;
  if (action.timeoutMs !== undefined) seen.timeoutMs = action.timeoutMs;
  seen.retries = action.retries;
  for (const { cluster, probability } of action.mirrors) seen.mirrors.push({ cluster: clusterName(cluster), percent: probability * 100 });
  for (const destination of action.destinations) {
    const name = clusterName(destination.cluster);
    seen.clusters[name] = (seen.clusters[name] ?? 0) + destination.probability;
    const served = destination.cluster.exists && hasEndpoints(destination.cluster, objects);
    count(seen.statuses, served ? answer : (destination.cluster.missingStatus ?? 503), (1 - abort) * destination.probability);
    if (served) seen.received.set(name, received(destination, action, request));
  }
  return seen;
}

function received(destination: Destination, action: { rewrittenPath: string; rewrittenHost: string }, request: EnvoyRequest): Received {
  const { requestSet, requestAdd, requestRemove } = destination.headers;
  const sent = new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')]));
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

/** A Service whose selector no pod has answers 503; a headless one is dialled as the client resolved it. */
function hasEndpoints({ service, endpointLabels }: Cluster, objects: readonly KubeObject[]): boolean {
  if (service === undefined || Object.keys(endpointLabels).length === 0) return true;
  const isHeadless = ({ kind, metadata, spec }: KubeObject) =>
    kind === 'Service' && metadata.namespace === service.namespace && metadata.name === service.name && fieldsOf(spec).clusterIP === 'None';
  if (objects.some(isHeadless)) return true;
  return objects.some(
    ({ kind, metadata }) =>
      kind === 'Pod' &&
      metadata.namespace === service.namespace &&
      Object.entries(endpointLabels).every(([name, value]) => metadata.labels?.[name] === value),
  );
}

function bare(authority: string): string {
  return authority.toLowerCase().replace(/:\d+$/, '');
}

function count(statuses: Record<string, number>, status: number, probability: number): void {
  if (probability > 0) statuses[status] = (statuses[status] ?? 0) + probability;
}
