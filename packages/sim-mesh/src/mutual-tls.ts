import type { Pod } from './pod.ts';
import type { World } from './world.ts';

/** Auto mTLS: an endpoint that says it can (`security.istio.io/tlsMode`), unless a policy for it, its namespace or the mesh switched it off. */
export function usesMutualTls(world: World, endpoint: Pod, port: number): boolean {
  return endpoint.labels['security.istio.io/tlsMode'] === 'istio' && !world.isMutualTlsDisabled(endpoint, port);
}
