import { allGateways, type Catalog, gatewaysFor, objectsOf, selectsLabels } from '@pidalio/istio';
import type { Caller, Stop } from './decision.ts';

/** Gateways with a server for the port that program other pods, or none at all. */
export function whyNobodyListens(catalog: Catalog, caller: Caller, port: number): Stop[] {
  const used = new Set(gatewaysFor(catalog, caller));
  const pods = objectsOf(catalog, '/Pod');
  return allGateways(catalog)
    .filter((gateway) => !used.has(gateway) && gateway.servers.some((server) => server.port === port))
    .map(({ ref, selector, services }) => {
      const isAnywhere =
        pods.length === 0 || services !== undefined || pods.some(({ metadata }) => selectsLabels(selector, metadata.labels ?? {}));
      const text =
        services?.join() ??
        Object.entries(selector)
          .map(([key, value]) => `${key}=${value}`)
          .join();
      return { code: isAnywhere ? 'GW-OTHER-PODS' : 'GW-NO-PODS', ref, path: 'spec.selector', values: { selector: text } };
    });
}
