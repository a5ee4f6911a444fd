import type { Cluster } from '@pidalio/routing';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { World } from './world.ts';

/** The next endpoint of a cluster for this proxy; undefined when no ready pod carries its labels. */
export function clusterEndpoint(world: World, proxy: PodProxy, cluster: Cluster): Pod | undefined {
  const namespace = cluster.service?.namespace;
  if (namespace === undefined) return undefined;
  const name = `outbound|${cluster.port}|${cluster.subset}|${cluster.host}`;
  return proxy.nextEndpoint(name, world.endpoints(namespace, cluster.endpointLabels));
}
