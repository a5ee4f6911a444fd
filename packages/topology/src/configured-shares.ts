/** One destination of a rule: its weight, and the workloads whose pods carry the labels of its subset. */
export interface WeightedTarget {
  weight: number;
  workloads: readonly string[];
}

/**
 * Share per workload that a rule asks for: weights name subsets, metrics name workloads. Where a subset holds several workloads the rule
 * says nothing about each (null); a workload that is not in the map gets nothing. One destination takes everything whatever its weight
 * (istio pilot route.go).
 */
export function configuredShares(targets: readonly WeightedTarget[]): Map<string, number | null> {
  const total = targets.length === 1 ? 1 : targets.reduce((sum, target) => sum + target.weight, 0);
  const shares = new Map<string, number | null>();
  if (total <= 0) return shares;
  for (const { weight, workloads } of targets) {
    const share = targets.length === 1 ? 1 : weight / total;
    if (share === 0) continue;
    for (const workload of workloads) {
      const known = shares.get(workload);
      shares.set(workload, workloads.length > 1 || known === null ? null : (known ?? 0) + share);
    }
  }
  return shares;
}

/** What all rules agree on; null where they differ, since then the share depends on who asks for what. */
export function agreedShares(rules: readonly (readonly WeightedTarget[])[]): Map<string, number | null> | null {
  const [first, ...others] = rules.map(configuredShares);
  if (first === undefined) return null;
  return others.every((shares) => sameShares(first, shares)) ? first : null;
}

function sameShares(a: ReadonlyMap<string, number | null>, b: ReadonlyMap<string, number | null>): boolean {
  return a.size === b.size && [...a].every(([workload, share]) => sameShare(share, b.get(workload)));
}

function sameShare(a: number | null, b: number | null | undefined): boolean {
  return a === null || b === null || b === undefined ? a === b : Math.abs(a - b) < 1e-9;
}
