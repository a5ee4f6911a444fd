import type { Cluster } from '@pidalio/routing';
import type { Request } from './exchange.ts';
import { drawHopMs } from './latency.ts';
import { clusterEndpoints } from './load-balancing.ts';
import { deliveryTo } from './outbound-delivery.ts';
import type { PodProxy } from './pod-proxy.ts';
import { deliver } from './server-side.ts';
import type { World } from './world.ts';

/**
 * Sends copies and forgets them: the answer is dropped, and the caller's proxy counts nothing, because the copy does not
 * pass its HTTP filters (istio#11093, istio#23496). Only the target's proxy sees it, under the caller's name.
 */
export function startMirrors(world: World, proxy: PodProxy, clusters: readonly Cluster[], request: Request): void {
  const { queue } = world;
  for (const cluster of clusters) {
    if (!cluster.exists) continue;
    const endpoint = proxy.upstream(cluster).pick(clusterEndpoints(world, cluster), [], queue.nowMs);
    if (!endpoint) continue;
    const delivery = deliveryTo(world, proxy, request, cluster, endpoint);
    queue.after(drawHopMs(world.random), () => deliver(world, endpoint, delivery, () => {}));
  }
}
