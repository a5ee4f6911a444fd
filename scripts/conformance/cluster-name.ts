import type { Cluster } from '../../packages/routing/src/index.ts';

/** Envoy's name of a cluster. */
export function clusterName({ host, port, subset }: Cluster): string {
  return `outbound|${port}|${subset}|${host}`;
}
