import type { UpstreamTls } from '@pidalio/istio';
import type { Cluster } from '@pidalio/routing';
import type { Delivery, HopTls } from './delivery.ts';
import type { Request } from './exchange.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { World } from './world.ts';

/** A request as it leaves the caller's proxy; without a cluster it goes to the address that the caller dialled, in plain text. */
export function deliveryTo(world: World, proxy: PodProxy, request: Request, cluster: Cluster | undefined, endpoint: Pod): Delivery {
  const { pod } = proxy;
  const port = cluster === undefined ? request.port : world.targetPort(cluster);
  return {
    request,
    // Browsers leave the port of the gateway out; the applications put that of the service in.
    authority: request.authority ?? (pod.proxy === 'gateway' ? request.host : `${request.host}:${request.port}`),
    port,
    caller: pod.workload,
    callerIp: pod.ip,
    tls: cluster === undefined ? 'none' : hopTls(proxy, proxy.clusterSettings(cluster)?.tls, endpoint, port),
  };
}

/** Auto mTLS is decided for each endpoint: one that says it can (`security.istio.io/tlsMode`), unless a policy for it switched it off. */
function hopTls(proxy: PodProxy, tls: UpstreamTls | undefined, endpoint: Pod, port: number): HopTls {
  if (tls === undefined || tls.mode === 'DISABLE') return 'none';
  if (tls.perEndpoint) {
    const can = endpoint.labels['security.istio.io/tlsMode'] === 'istio' && proxy.takesMutualTls(endpoint, port);
    return can ? 'mutual' : 'none';
  }
  return tls.mode === 'ISTIO_MUTUAL' ? 'mutual' : 'other';
}
