import type { ClusterEndpoint } from './endpoint.ts';
import { formatLocality, type Locality, localityDistance, localityMatches } from './locality.ts';
import type { LocalitySetting } from './locality-setting.ts';

/** Endpoints of one place that a proxy treats alike. */
export interface LocalityGroup {
  locality: Locality;
  /** 0 is used while enough of its endpoints are healthy, then 1, … */
  priority: number;
  /** Share among the groups of a priority; only where `localityWeighted`. */
  weight: number;
  /** Empty for places that `distribute` gives nothing. */
  endpoints: readonly ClusterEndpoint[];
}

/** Who looks at the endpoints. */
export interface Viewer {
  locality: Locality;
  /** With the topology labels that Istio adds. */
  labels: Readonly<Record<string, string>>;
}

/** Endpoints by place, in alphabetical order, all of one priority. */
export function groupByLocality(endpoints: readonly ClusterEndpoint[]): LocalityGroup[] {
  const groups = new Map<string, { locality: Locality; endpoints: ClusterEndpoint[] }>();
  for (const endpoint of endpoints) {
    const key = formatLocality(endpoint.locality);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { locality: endpoint.locality, endpoints: [endpoint] });
    else group.endpoints.push(endpoint);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, group]) => ({ ...group, priority: 0, weight: totalWeight(group.endpoints) }));
}

/** Priorities and weights as one proxy gets them (istio pilot loadbalancer.go ApplyLocalityLoadBalancer, ApplyZoneAwareLoadBalancer). */
export function prioritize(
  groups: readonly LocalityGroup[],
  setting: LocalitySetting | undefined,
  viewer: Viewer,
  hasOutlierDetection: boolean,
): readonly LocalityGroup[] {
  if (setting === undefined) return groups;
  if (setting.distribute.length > 0) return distribute(groups, setting.distribute, viewer.locality);
  if (setting.zoneAware) return setting.force ? byRegion(byLabels(groups, setting.failoverPriority, viewer), setting, viewer) : groups;
  if (!hasOutlierDetection && !setting.force) return groups;
  if (setting.failoverPriority.length === 0) return byDistance(groups, setting.failover, viewer.locality);
  const ranked = byLabels(groups, setting.failoverPriority, viewer);
  return setting.failover.length > 0 ? byDistance(ranked, setting.failover, viewer.locality) : ranked;
}

/** The first entry for the caller's place decides. Its shares are split among the places each of them covers. */
function distribute(groups: readonly LocalityGroup[], entries: LocalitySetting['distribute'], from: Locality): readonly LocalityGroup[] {
  const entry = entries.find((candidate) => localityMatches(from, candidate.from));
  if (entry === undefined) return groups;
  const weights = new Map<LocalityGroup, number>();
  // Istio goes through a map in no certain order; the narrower place first is what its users mean.
  const shares = Object.entries(entry.to).sort(([a], [b]) => b.length - a.length);
  for (const [place, share] of shares) {
    const covered = groups.filter((group) => !weights.has(group) && localityMatches(group.locality, place));
    const total = covered.reduce((sum, group) => sum + group.weight, 0);
    for (const group of covered) weights.set(group, share > 0 ? Math.ceil((group.weight * share) / total) : group.weight);
  }
  return groups.map((group) => {
    const weight = weights.get(group);
    return weight === undefined ? { ...group, endpoints: [] } : { ...group, weight };
  });
}

/** By distance from the caller; a region that stands in for the caller's comes before the other regions. */
function byDistance(groups: readonly LocalityGroup[], failover: LocalitySetting['failover'], from: Locality): LocalityGroup[] {
  const stead = failover.find((entry) => entry.from === from.region);
  return compacted(
    groups.map((group) => {
      const distance = localityDistance(from, group.locality);
      const other = distance === 3 && stead !== undefined && stead.to !== group.locality.region;
      return { ...group, priority: group.priority * 5 + (other ? 4 : distance) };
    }),
  );
}

/** Zone-aware balancing: the caller's region, the one that stands in for it, the others. */
function byRegion(groups: readonly LocalityGroup[], { failover }: LocalitySetting, { locality }: Viewer): LocalityGroup[] {
  const stead = failover.find((entry) => entry.from === locality.region);
  return compacted(
    groups.map((group) => {
      const own = group.locality.region === locality.region;
      return { ...group, priority: group.priority * 3 + (own ? 0 : stead?.to === group.locality.region ? 1 : 2) };
    }),
  );
}

/** Splits every place by how many of the labels, in their order, the endpoints share with the caller. */
function byLabels(groups: readonly LocalityGroup[], wanted: readonly string[], { labels }: Viewer): readonly LocalityGroup[] {
  if (wanted.length === 0 || Object.keys(labels).length === 0) return groups;
  return compacted(
    groups.flatMap((group) => {
      const byPriority = new Map<number, ClusterEndpoint[]>();
      for (const endpoint of group.endpoints) {
        const priority = labelPriority(endpoint.labels, wanted, labels);
        const list = byPriority.get(priority);
        if (list === undefined) byPriority.set(priority, [endpoint]);
        else list.push(endpoint);
      }
      return [...byPriority]
        .sort(([a], [b]) => a - b)
        .map(([priority, endpoints]) => ({ ...group, priority, endpoints, weight: totalWeight(endpoints) }));
    }),
  );
}

/** A label may name the value that is wanted instead of the caller's own. Another network only comes after all of one's own. */
function labelPriority(own: Readonly<Record<string, string>>, wanted: readonly string[], caller: Readonly<Record<string, string>>): number {
  let base = 0;
  for (const [at, entry] of wanted.entries()) {
    const [label = '', value, more] = entry.split('=');
    const expected = value === undefined || more !== undefined ? (caller[label] ?? '') : value;
    if (expected === (own[label] ?? '')) continue;
    if (at > 0 || label !== 'topology.istio.io/network') return base + wanted.length - at;
    base = wanted.length;
  }
  return base;
}

/** Priorities run from 0 without gaps. */
function compacted(groups: readonly LocalityGroup[]): LocalityGroup[] {
  const used = [...new Set(groups.map(({ priority }) => priority))].sort((a, b) => a - b);
  return groups.map((group) => ({ ...group, priority: used.indexOf(group.priority) }));
}

function totalWeight(endpoints: readonly ClusterEndpoint[]): number {
  return endpoints.reduce((sum, { weight }) => sum + weight, 0);
}
