import type { Catalog } from './catalog.ts';
import { findCoveringService, isServiceVisible, servicesNamed } from './registry.ts';
import { compareServices, type Service } from './service.ts';
import { importsService } from './sidecar.ts';
import { sidecarFor } from './sidecars.ts';

/**
 * The service that a hostname means to a proxy. Of several in different namespaces one that its Sidecar names goes first, on whatever port; else, as for
 * destinations that only a VirtualService names, whichever its namespace sees (istio pilot sidecar.go convertToSidecarScope).
 */
export function proxyService(
  catalog: Catalog,
  proxy: { namespace: string; labels: Readonly<Record<string, string>>; proxy: string },
  hostname: string,
): Service | undefined {
  const { namespace, labels } = proxy;
  const named = servicesNamed(catalog, hostname);
  const sidecar = named.length > 1 && proxy.proxy === 'sidecar' ? sidecarFor(catalog, namespace, labels) : undefined;
  const imported = named.filter(
    (service) =>
      isServiceVisible(catalog, service, namespace) && sidecar?.egress.some((listener) => importsService(listener, service, namespace)),
  );
  return imported.sort(compareServices(namespace, catalog.options))[0] ?? findCoveringService(catalog, hostname, namespace);
}
