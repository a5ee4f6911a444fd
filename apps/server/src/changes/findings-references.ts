import type { Finding } from '@pidalio/contract';
import { allServices, type Catalog, expandHost, isSubsetOf, readGateway, readVirtualService, selectsLabels } from '@pidalio/istio';
import type { World } from '../mesh/world.ts';
import { type Operation, objectAfter } from './findings-input.ts';

/** Istio routes a request for a host that is not in its registry nowhere: 503, no cluster. */
export function unknownHosts(then: Catalog, operation: Operation): Finding[] {
  const object = objectAfter(operation, 'VirtualService');
  if (object === undefined) return [];
  const { clusterDomain } = then.options;
  const { http, namespace } = readVirtualService(object, clusterDomain);
  const services = allServices(then);
  const seen = new Set<string>();
  return http
    .flatMap((rule) => [...rule.route, ...rule.mirrors])
    .flatMap(({ host, path }): Finding[] => {
      const full = expandHost(host, namespace, clusterDomain);
      if (host === '' || seen.has(full) || services.some(({ hostname }) => isSubsetOf(full, hostname))) return [];
      seen.add(full);
      return [
        {
          code: 'unknown-host',
          severity: 'warning',
          ref: operation.ref,
          path: `${path}${path.endsWith('.mirror') ? '' : '.destination'}.host`,
          values: { host: full },
        },
      ];
    });
}

/** A Gateway that programs no pod opens no port anywhere. */
export function selectionFindings(world: World, operation: Operation): Finding[] {
  const object = objectAfter(operation, 'Gateway');
  if (object === undefined) return [];
  const { selector } = readGateway(object);
  if (world.workloads.some(({ gateway, pods, labels }) => gateway && pods > 0 && selectsLabels(selector, labels))) return [];
  const text = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  return [{ code: 'gateway-selects-no-pod', severity: 'warning', ref: operation.ref, path: 'spec.selector', values: { selector: text } }];
}
