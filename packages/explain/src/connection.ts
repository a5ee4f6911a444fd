import type { Mesh } from '@pidalio/routing';
import type { Connection, JourneyRequest, Sender } from './journey.ts';
import type { Workload } from './workload.ts';

/** How the caller's proxy speaks to a workload: auto mTLS wherever both have a proxy. */
export function connect(mesh: Mesh, { caller }: JourneyRequest, callee?: Workload): Connection {
  if (caller.proxy === 'none' || callee === undefined || callee.proxy === 'none') return { sends: 'plain-text', accepts: null };
  return { sends: 'mutual-tls', accepts: null, principal: principalOf(mesh, caller) };
}

function principalOf(mesh: Mesh, { namespace, serviceAccount = 'default' }: Sender): string {
  return `${mesh.catalog.options.trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
