import type { Catalog } from './catalog.ts';
import { destinationRuleIndex, type HostIndex, type MergedRule } from './destination-rule-index.ts';
import { isWildcard, mostSpecificHost } from './hosts.ts';
import { selectsLabels } from './selectors.ts';

export interface ClientView {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * The DestinationRule that a client's proxy uses for a host: of all that its level has for the most specific host, one whose
 * workloadSelector selects the client, else the last without a selector (istio pilot sidecar.go SidecarScope.DestinationRule).
 */
export function destinationRuleFor(
  catalog: Catalog,
  client: ClientView,
  serviceNamespace: string | undefined,
  hostname: string,
): MergedRule | undefined {
  const rules = rulesForHost(catalog, client.namespace, serviceNamespace, hostname);
  const selecting = rules.find(
    ({ workloadSelector, namespace }) =>
      workloadSelector !== undefined && namespace === client.namespace && selectsLabels(workloadSelector, client.labels),
  );
  return selecting ?? rules.findLast((rule) => rule.workloadSelector === undefined);
}

/**
 * What a namespace has for a host: rules of the client's own namespace, else of the service's, else of the root namespace. The first level
 * with a rule wins entirely, and only the most specific host in it (istio pilot push_context.go destinationRule).
 */
function rulesForHost(
  catalog: Catalog,
  clientNamespace: string,
  serviceNamespace: string | undefined,
  hostname: string,
): readonly MergedRule[] {
  const index = destinationRuleIndex(catalog);
  const root = catalog.options.rootNamespace;
  const own = clientNamespace === root ? index.rootPrivate : index.local.get(clientNamespace);
  const local = own === undefined ? [] : mostSpecific(own, hostname);
  if (local.length > 0) return local;
  for (const namespace of [serviceNamespace ?? '', root]) {
    const exported = namespace === '' ? undefined : index.exported.get(namespace);
    if (exported === undefined) continue;
    const found = mostSpecific(exported, hostname).filter(({ exportTo }) => isExportedTo(exportTo, clientNamespace));
    if (found.length > 0) return found;
  }
  return [];
}

function isExportedTo(exportTo: ReadonlySet<string>, namespace: string): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has(namespace);
}

function mostSpecific({ exact, wildcard }: HostIndex, hostname: string): readonly MergedRule[] {
  const equal = (isWildcard(hostname) ? wildcard : exact).get(hostname);
  if (equal !== undefined) return equal;
  const host = mostSpecificHost(hostname, wildcard.keys());
  return (host === undefined ? undefined : wildcard.get(host)) ?? [];
}
