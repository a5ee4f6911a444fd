import { clusterEndpoints, clusterSettings } from '@pidalio/istio';
import type { Caller, Cluster } from './decision.ts';
import type { Mesh } from './mesh.ts';

/** Where the caller dialled; the control plane knows no address for it. */
const AS_DIALLED = ['as dialled'];

/** Addresses of the ready endpoints that a caller's proxy sends to first: those of the nearest places that have any. */
export function readyEndpoints({ catalog }: Mesh, caller: Caller, cluster: Cluster): readonly string[] {
  const settings = clusterSettings(catalog, caller, cluster);
  if (settings === undefined || settings.discovery === 'ORIGINAL_DST' || settings.discovery === 'DYNAMIC_DNS') return AS_DIALLED;
  const ready = clusterEndpoints(catalog, caller, cluster)
    .map(({ priority, endpoints }) => ({ priority, addresses: endpoints.filter(({ healthy }) => healthy).map(addressOf) }))
    .filter(({ addresses }) => addresses.length > 0);
  const first = Math.min(...ready.map(({ priority }) => priority));
  return ready.filter(({ priority }) => priority === first).flatMap(({ addresses }) => addresses);
}

function addressOf({ address, port }: { address: string; port: number }): string {
  return `${address}:${port}`;
}
