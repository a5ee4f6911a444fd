import { type Catalog, derived, objectsByAge, readOnce } from './catalog.ts';
import { type DestinationRule, readDestinationRule, type Subset } from './destination-rule.ts';
import { isWildcard } from './hosts.ts';

const KIND = 'networking.istio.io/DestinationRule';

/** The DestinationRules of one host and namespace that Istio merged into one. */
export interface MergedRule {
  host: string;
  namespace: string;
  /** What went in, in order of precedence. */
  rules: readonly DestinationRule[];
  subsets: readonly Subset[];
  /** The rule whose top-level trafficPolicy counts. */
  policyFrom?: DestinationRule;
  exportTo: ReadonlySet<string>;
  workloadSelector?: Readonly<Record<string, string>>;
}

/** By host; several where rules for one host were kept apart. */
export type HostRules = ReadonlyMap<string, readonly MergedRule[]>;

export interface HostIndex {
  exact: HostRules;
  wildcard: HostRules;
}

/** Istio's three tables (istio pilot push_context.go setDestinationRules). */
export interface DestinationRuleIndex {
  /** By namespace: what proxies of the rule's own namespace look at first. */
  local: ReadonlyMap<string, HostIndex>;
  /** By namespace: rules that are not private to it. */
  exported: ReadonlyMap<string, HostIndex>;
  /** Private rules of the root namespace. */
  rootPrivate: HostIndex;
}

const read = readOnce((object, options) => readDestinationRule(object, options.clusterDomain));

export const allDestinationRules = derived([KIND], (catalog): readonly DestinationRule[] =>
  objectsByAge(catalog, KIND).map((object) => read(catalog, object)),
);

export const destinationRuleIndex = derived([KIND], (catalog): DestinationRuleIndex => {
  const local = new Map<string, IndexBuilder>();
  const exported = new Map<string, IndexBuilder>();
  const rootPrivate = new IndexBuilder();
  // Rules with a workloadSelector come first, then the oldest (istio pilot sortConfigBySelectorAndCreationTime).
  const sorted = [...allDestinationRules(catalog)].sort(
    (a, b) => Number(b.workloadSelector !== undefined) - Number(a.workloadSelector !== undefined),
  );
  for (const rule of sorted) {
    // A rule with a selector is never seen by other namespaces, whatever it says.
    const exportTo: ReadonlySet<string> = new Set(rule.workloadSelector === undefined ? rule.exportTo : ['.']);
    if (isLocal(rule, exportTo)) builderOf(local, rule.namespace).add(rule, exportTo);
    if (!isPrivate(catalog, rule, exportTo)) builderOf(exported, rule.namespace).add(rule, exportTo);
    else if (rule.namespace === catalog.options.rootNamespace) rootPrivate.add(rule, exportTo);
  }
  return { local, exported, rootPrivate };
});

function isLocal(rule: DestinationRule, exportTo: ReadonlySet<string>): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has('.') || exportTo.has(rule.namespace);
}

/** Of the mesh's default Istio honours only `.` and `*` here. */
function isPrivate(catalog: Catalog, rule: DestinationRule, exportTo: ReadonlySet<string>): boolean {
  if (exportTo.size === 0) return catalog.options.defaultDestinationRuleExportTo.includes('.');
  return exportTo.size === 1 && (exportTo.has('.') || exportTo.has(rule.namespace));
}

function builderOf(table: Map<string, IndexBuilder>, namespace: string): IndexBuilder {
  let builder = table.get(namespace);
  if (builder === undefined) {
    builder = new IndexBuilder();
    table.set(namespace, builder);
  }
  return builder;
}

class IndexBuilder implements HostIndex {
  readonly exact = new Map<string, MergedRule[]>();
  readonly wildcard = new Map<string, MergedRule[]>();

  add(rule: DestinationRule, exportTo: ReadonlySet<string>): void {
    const hosts = isWildcard(rule.host) ? this.wildcard : this.exact;
    const known = hosts.get(rule.host);
    if (known === undefined) hosts.set(rule.host, [alone(rule, exportTo)]);
    else mergeInto(known, rule, exportTo);
  }
}

/**
 * Istio's merge, step for step (istio pilot destination_rule.go mergeDestinationRule): into every entry with the same `exportTo` or one that
 * the new rule's contains, unless both have selectors that differ. A rule without selector that meets an equally private one with a selector
 * is swallowed by it: that is what Istio does.
 */
function mergeInto(known: MergedRule[], rule: DestinationRule, exportTo: ReadonlySet<string>): void {
  let separate = true;
  for (const [at, entry] of known.entries()) {
    const equal = exportTo.size === entry.exportTo.size && containsAll(exportTo, entry.exportTo);
    separate = !equal;
    if (!equal && !(entry.exportTo.size > 0 && containsAll(exportTo, entry.exportTo))) continue;
    const bothSelect = entry.workloadSelector !== undefined && rule.workloadSelector !== undefined;
    const sameSelector = bothSelect && sameLabels(entry.workloadSelector ?? {}, rule.workloadSelector ?? {});
    if (bothSelect && !sameSelector) {
      separate = true;
      continue;
    }
    if (sameSelector || (entry.workloadSelector === undefined && rule.workloadSelector === undefined)) separate = false;
    known[at] = merged(entry, rule);
  }
  if (separate) known.push(alone(rule, exportTo));
}

function alone(rule: DestinationRule, exportTo: ReadonlySet<string>): MergedRule {
  const { host, namespace, workloadSelector } = rule;
  return {
    host,
    namespace,
    rules: [rule],
    subsets: rule.subsets,
    exportTo,
    ...(rule.trafficPolicy === undefined ? {} : { policyFrom: rule }),
    ...(workloadSelector === undefined ? {} : { workloadSelector }),
  };
}

/** Subsets are added unless one of the name is there; the policy is taken only if there is none. */
function merged(entry: MergedRule, rule: DestinationRule): MergedRule {
  const names = new Set(entry.subsets.map((subset) => subset.name));
  const policyFrom = entry.policyFrom ?? (rule.trafficPolicy === undefined ? undefined : rule);
  return {
    ...entry,
    rules: [...entry.rules, rule],
    subsets: [...entry.subsets, ...rule.subsets.filter((subset) => !names.has(subset.name))],
    ...(policyFrom === undefined ? {} : { policyFrom }),
  };
}

function containsAll(set: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const other of others) if (!set.has(other)) return false;
  return true;
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
