import type { Cluster } from '../../packages/routing/src/index.ts';

/** Envoy's name of a cluster. */
export function clusterName({ host, port, subset }: Cluster): string {
  return host === 'UnknownService' ? host : `outbound|${port}|${subset}|${host}`;
}
