import {
  allGateways,
  buildRoutes,
  type Fields,
  fieldsOf,
  gatewayHosts,
  httpRulesOf,
  listOf,
  textsOf,
} from '../../../packages/istio/src/index.ts';
import { catalogOf, differs, NotRunnable, toObject, type UnitTable } from './table.ts';

export const gatewayTables: readonly UnitTable[] = [
  { key: 'pilot/pkg/networking/core/gateway_test.go::TestGatewayHTTPRouteConfig', run: virtualHosts },
];

/** The virtual hosts of plain HTTP servers on one port, with their domains and numbers of routes. */
function virtualHosts(row: Fields): string | undefined | NotRunnable {
  const port = Number(/^http\.(\d+)$/.exec(String(row.routeName))?.[1]);
  if (Number.isNaN(port)) return new NotRunnable('need route configurations of TLS servers');
  const objects = [
    ...listOf(row.gateways).map((value) => toObject(value, 'Gateway')),
    ...listOf(row.virtualServices).map((value) => toObject(value, 'VirtualService')),
  ];
  const catalog = catalogOf(objects);
  const servers = allGateways(catalog).flatMap((gateway) =>
    gateway.servers.filter((server) => server.port === port).map((server) => ({ gateway, server })),
  );
  const found = new Map<string, { domains: string[]; routes: number }>();
  for (const { named, domain, bound } of gatewayHosts(catalog, 'default', servers).domains.values()) {
    const routes = bound.flatMap(({ virtualService, gateway }) =>
      buildRoutes(httpRulesOf(catalog, virtualService), { gateway, port, namespace: 'default', labels: {} }),
    );
    const entry = found.get(`${named}:${port}`) ?? { domains: [], routes: routes.length };
    entry.domains.push(domain);
    found.set(`${named}:${port}`, entry);
  }
  if (found.size === 0) found.set(`blackhole:${port}`, { domains: ['*'], routes: 0 });
  const counts = fieldsOf(row.expectedHTTPRoutes);
  const wanted = Object.entries(fieldsOf(row.expectedVirtualHosts)).map(([name, domains]) => [
    name,
    { domains: textsOf(domains).sort(), routes: counts[name] },
  ]);
  const got = [...found].map(([name, { domains, routes }]) => [name, { domains: domains.sort(), routes }]);
  return differs('virtual hosts', wanted.sort(), got.sort());
}
