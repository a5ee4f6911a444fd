import type { Cluster } from '@pidalio/routing';
import type { Pod } from './pod.ts';
import type { World } from './world.ts';

/** Ready pods that carry the labels of a cluster. */
export function clusterEndpoints(world: World, { service, endpointLabels }: Cluster): readonly Pod[] {
  return service === undefined ? [] : world.endpoints(service.namespace, endpointLabels);
}
