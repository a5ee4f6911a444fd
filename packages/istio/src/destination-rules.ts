import { compareAge } from './age-order.ts';
import { type Catalog, derived, objectsOf, readOnce } from './catalog.ts';
import { type DestinationRule, readDestinationRule, type Subset } from './destination-rule.ts';
import { mostSpecificHost } from './hosts.ts';
import { selectsLabels } from './selectors.ts';
import { visibilityFrom } from './visibility.ts';

const KIND = 'networking.istio.io/DestinationRule';

/** The DestinationRules of one host and namespace, merged as Istio merges them; `rules` names what went in, oldest first. */
export interface EffectiveRule {
  rules: readonly DestinationRule[];
  host: string;
  subsets: readonly Subset[];
  /** The rule whose top-level trafficPolicy counts. */
  policyFrom?: DestinationRule;
}

const read = readOnce((object, options) => readDestinationRule(object, options.clusterDomain));

export const allDestinationRules = derived([KIND], (catalog): readonly DestinationRule[] =>
  objectsOf(catalog, KIND)
    .sort(compareAge)
    .map((object) => read(catalog, object)),
);

const byNamespace = derived([KIND], (catalog) => {
  const table = new Map<string, Map<string, DestinationRule[]>>();
  for (const rule of allDestinationRules(catalog)) {
    let hosts = table.get(rule.namespace);
    if (hosts === undefined) {
      hosts = new Map();
      table.set(rule.namespace, hosts);
    }
    const list = hosts.get(rule.host);
    if (list === undefined) hosts.set(rule.host, [rule]);
    else list.push(rule);
  }
  return table;
});

export interface ClientView {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * The DestinationRule that a client's proxy uses for a host (istio pilot push_context.go destinationRule): of the client's own namespace,
 * else of the service's, else of the root namespace. The first level with a rule wins entirely, and only the most specific host in it.
 */
export function destinationRuleFor(
  catalog: Catalog,
  client: ClientView,
  serviceNamespace: string | undefined,
  hostname: string,
): EffectiveRule | undefined {
  const root = catalog.options.rootNamespace;
  const levels: { namespace: string; privateOnly: boolean }[] = [{ namespace: client.namespace, privateOnly: client.namespace === root }];
  if (serviceNamespace !== undefined && serviceNamespace !== '') levels.push({ namespace: serviceNamespace, privateOnly: false });
  levels.push({ namespace: root, privateOnly: false });
  for (const level of levels) {
    const found = ruleAtLevel(catalog, client, level, hostname);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ruleAtLevel(
  catalog: Catalog,
  client: ClientView,
  level: { namespace: string; privateOnly: boolean },
  hostname: string,
): EffectiveRule | undefined {
  const hosts = byNamespace(catalog).get(level.namespace);
  if (hosts === undefined) return undefined;
  const usable = (rule: DestinationRule): boolean => {
    if (rule.workloadSelector !== undefined) {
      return rule.namespace === client.namespace && selectsLabels(rule.workloadSelector, client.labels);
    }
    const visibility = visibilityFrom(client.namespace, rule.namespace, rule.exportTo, catalog.options.defaultDestinationRuleExportTo);
    return level.privateOnly ? visibility === 'private' : visibility !== undefined;
  };
  const exact = hosts.get(hostname)?.filter(usable) ?? [];
  if (exact.length > 0) return mergeRules(hostname, exact);
  const candidates = [...hosts.keys()].filter((host) => host.startsWith('*') && hosts.get(host)?.some(usable));
  const host = mostSpecificHost(hostname, candidates);
  return host === undefined ? undefined : mergeRules(host, (hosts.get(host) ?? []).filter(usable));
}

/**
 * Subsets of all are kept (a name counts once, the first wins), the trafficPolicy is the first one's that has one (istio pilot
 * destination_rule.go mergeDestinationRule). Rules with another exportTo are kept apart, and then the newest visible set wins.
 */
function mergeRules(host: string, rules: readonly DestinationRule[]): EffectiveRule {
  const selecting = rules.filter((rule) => rule.workloadSelector !== undefined);
  const group = selecting.length > 0 ? selecting : newestExportGroup(rules);
  const seen = new Set<string>();
  const subsets = group.flatMap((rule) =>
    rule.subsets.filter((subset) => {
      if (seen.has(subset.name)) return false;
      seen.add(subset.name);
      return true;
    }),
  );
  const policyFrom = group.find((rule) => rule.trafficPolicy !== undefined);
  return { rules: group, host, subsets, ...(policyFrom === undefined ? {} : { policyFrom }) };
}

function newestExportGroup(rules: readonly DestinationRule[]): readonly DestinationRule[] {
  const key = (rule: DestinationRule) => [...rule.exportTo].sort().join(',');
  const newest = rules.at(-1);
  if (newest === undefined) return rules;
  return rules.filter((rule) => key(rule) === key(newest));
}
