import { type Catalog, expandHost, findCoveringService, type Service } from '@pidalio/istio';

/** The service that a caller means by a name, in full or as the DNS of its namespace completes it. */
export function serviceCalled(catalog: Catalog, host: string, namespace: string): Service | undefined {
  const { clusterDomain } = catalog.options;
  for (const name of [expandHost(host, namespace, clusterDomain), `${host}.svc.${clusterDomain}`, `${host}.${clusterDomain}`]) {
    const found = findCoveringService(catalog, name, namespace);
    if (found !== undefined) return found;
  }
  return undefined;
}
