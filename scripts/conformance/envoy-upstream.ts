import {
  type Caller,
  type Cluster,
  type Mesh,
  readyEndpoints,
  type Upstream,
  type UpstreamAnswer,
} from '../../packages/routing/src/index.ts';
import { clusterName } from './cluster-name.ts';
import type { EnvoyCase, EnvoyRequest } from './envoy-case.ts';

/** The far end as a recorded request has it: addresses that refuse, and tries that fail before the answer. */
export function recordedUpstream(mesh: Mesh, caller: Caller, entry: EnvoyCase, request: EnvoyRequest): Upstream {
  const { fail, respond = {} } = request.upstream ?? {};
  const refused = entry.unreachableClustersContaining ?? [];
  const answer: UpstreamAnswer = { type: 'status', status: respond.status ?? 200, headers: lowerCased(respond.headers ?? {}) };
  return {
    endpoints: (cluster) => readyEndpoints(mesh, caller, cluster),
    answer: (cluster, tryNumber) => {
      const name = nameOf(cluster);
      if (refused.some((part) => name.includes(part))) return { type: 'connect-failure' };
      if (fail === undefined || tryNumber > fail.times || !name.includes(fail.onlyClustersContaining ?? '')) return answer;
      if (fail.with === 'reset') return { type: 'reset' };
      const slowMs = /^slow:(\d+)$/.exec(fail.with)?.[1];
      return slowMs === undefined ? { ...answer, status: Number(fail.with) } : { ...answer, afterMs: Number(slowMs) };
    },
  };
}

/** What is sent on to where the caller dialled has a cluster of its own. */
export function nameOf(cluster: Cluster): string {
  return cluster.host === 'PassthroughCluster' ? cluster.host : clusterName(cluster);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
