/** One destination of a rule: its weight, and the workloads whose pods carry the labels of its subset. */
export interface WeightedTarget {
  weight: number;
  workloads: readonly string[];
}

/**
 * Share per workload that a rule asks for. Weights name subsets, metrics name workloads: where a subset holds several workloads the
 * rule says nothing about each, and they are left out. One destination takes everything whatever its weight (istio route.go).
 */
export function configuredShares(targets: readonly WeightedTarget[]): Map<string, number> {
  const total = targets.length === 1 ? 1 : targets.reduce((sum, target) => sum + target.weight, 0);
  const shares = new Map<string, number>();
  const untold = new Set<string>();
  if (total <= 0) return shares;
  for (const target of targets) {
    const share = targets.length === 1 ? 1 : target.weight / total;
    const [only] = target.workloads;
    if (only === undefined || share === 0) continue;
    if (target.workloads.length === 1) shares.set(only, (shares.get(only) ?? 0) + share);
    else for (const workload of target.workloads) untold.add(workload);
  }
  for (const workload of untold) shares.delete(workload);
  return shares;
}

/** What all rules agree on; null where they differ, since then the share depends on who asks for what. */
export function agreedShares(rules: readonly (readonly WeightedTarget[])[]): Map<string, number> | null {
  const [first, ...others] = rules.map(configuredShares);
  if (first === undefined) return null;
  return others.every((shares) => sameShares(first, shares)) ? first : null;
}

function sameShares(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([workload, share]) => Math.abs((b.get(workload) ?? -1) - share) < 1e-9);
}
