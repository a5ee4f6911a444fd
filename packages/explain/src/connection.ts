import { workloadMutualTls } from '@pidalio/istio';
import type { DestinationSettings, Mesh } from '@pidalio/routing';
import type { Connection, JourneyRequest, Sender } from './journey.ts';
import type { Workload } from './workload.ts';

/**
 * How the caller's proxy speaks to a workload.
 * @param settings of the destination; undefined for a caller without a proxy
 * @param port where the pod listens
 */
export function connect(
  mesh: Mesh,
  { caller }: JourneyRequest,
  settings: DestinationSettings | undefined,
  callee: Workload | undefined,
  port: number,
): Connection {
  const hasProxy = callee !== undefined && callee.proxy !== 'none';
  const accepts = hasProxy ? workloadMutualTls(mesh.catalog, callee.namespace, callee.labels, port).mode : null;
  if (caller.proxy === 'none' || settings === undefined) return { sends: 'plain-text', accepts };
  const { mode, perEndpoint, sni } = settings.tls;
  // With auto mTLS each endpoint gets what it can take (istio pilot xds/endpoints mtls_checker.go).
  const isMutual = mode === 'ISTIO_MUTUAL' && (!perEndpoint || (hasProxy && accepts !== 'DISABLE'));
  if (isMutual) return { sends: 'mutual-tls', accepts, principal: principalOf(mesh, caller), ...(sni === undefined ? {} : { sni }) };
  return { sends: mode === 'SIMPLE' || mode === 'MUTUAL' ? 'tls' : 'plain-text', accepts };
}

function principalOf(mesh: Mesh, { namespace, serviceAccount = 'default' }: Sender): string {
  return `${mesh.catalog.options.trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
