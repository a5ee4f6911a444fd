import type { ExplainSubjects } from '@pidalio/contract';
import { readWorkloads } from '@pidalio/explain';
import { allGateways, allServices, allVirtualServices, type HttpMatch, httpRulesOf, isWildcard } from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';

type Offered = Omit<ExplainSubjects, 'sources' | 'istioVersion'>;

const mostSuggestions = 200;

/** What the form offers: whom the mesh knows, and what its rules look at. */
export function explainSubjects(mesh: Mesh): Offered {
  const matches = allVirtualServices(mesh.catalog).flatMap((one) => httpRulesOf(mesh.catalog, one).flatMap(({ match }) => match));
  return {
    callers: readWorkloads(mesh)
      .map(({ namespace, name, proxy, readyPods }) => ({ namespace, name, proxy, readyPods }))
      .sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name)),
    hosts: hostsOf(mesh),
    gatewayHosts: gatewayHostsOf(mesh),
    headers: headersOf(matches),
    paths: [...new Set(matches.map(({ uri }) => pathOf(uri)))]
      .filter((path) => path.startsWith('/'))
      .sort()
      .slice(0, mostSuggestions),
  };
}

function hostsOf(mesh: Mesh): Offered['hosts'] {
  const found = new Map<string, Offered['hosts'][number]>();
  for (const service of allServices(mesh.catalog)) {
    if (found.has(service.hostname) || isWildcard(service.hostname)) continue;
    found.set(service.hostname, {
      host: service.hostname,
      namespace: service.service?.namespace ?? '',
      shortName: service.service?.name ?? service.hostname,
      ports: service.ports.map(({ number, protocol }) => ({ port: number, protocol })),
    });
  }
  return [...found.values()].sort((a, b) => a.namespace.localeCompare(b.namespace) || a.host.localeCompare(b.host));
}

function gatewayHostsOf(mesh: Mesh): Offered['gatewayHosts'] {
  const found = new Map<string, Offered['gatewayHosts'][number]>();
  for (const { servers } of allGateways(mesh.catalog)) {
    for (const { port, protocol, hosts } of servers) {
      const scheme = protocol === 'HTTPS' || protocol === 'TLS' ? 'https' : 'http';
      for (const { host } of hosts) found.set(`${host}:${port}`, { host, port, scheme });
    }
  }
  return [...found.values()];
}

function headersOf(matches: readonly HttpMatch[]): Offered['headers'] {
  const found = new Map<string, Set<string>>();
  for (const { headers, withoutHeaders } of matches) {
    for (const [name, wanted] of [...Object.entries(headers), ...Object.entries(withoutHeaders)]) {
      // A claim of a token is no header that anybody sends.
      if (name.startsWith('@') || name.startsWith(':')) continue;
      const values = found.get(name) ?? new Set();
      if (wanted.type === 'exact') values.add(wanted.value);
      found.set(name, values);
    }
  }
  return [...found].slice(0, mostSuggestions).map(([name, values]) => ({ name, values: [...values].slice(0, 20) }));
}

/** A regular expression is no path to send; what it starts with may be. */
function pathOf(uri: HttpMatch['uri']): string {
  if (uri === undefined || uri.type === 'present') return '';
  return uri.type === 'regex' ? (uri.value.split(/[\\^$.*+?()[\]{}|]/, 1)[0] ?? '') : uri.value;
}
