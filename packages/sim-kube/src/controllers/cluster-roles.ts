import { equalJson, listAt } from '../json.ts';
import { clusterRoles } from '../rbac/bootstrap-roles.ts';
import { selectorMatches } from '../rbac/label-selector.ts';
import type { KubeObject } from '../types.ts';
import { Cache, type Controller, unlessGone, WorkQueue } from './context.ts';

/** ClusterRoles with an aggregation rule hold the rules of those that it selects (kubernetes pkg/controller/clusterroleaggregation). */
export function startClusterRoles(controller: Controller): void {
  const queue = new WorkQueue(controller, () => sync(controller, cache));
  const cache: Cache = new Cache(controller, clusterRoles, () => queue.add('all'));
}

async function sync(controller: Controller, cache: Cache): Promise<void> {
  for (const role of byName(cache.all())) {
    const selectors = listAt(role, 'aggregationRule', 'clusterRoleSelectors');
    if (selectors.length === 0) continue;
    const rules = aggregated(cache.all(), role, selectors);
    if (equalJson(rules, listAt(role, 'rules'))) continue;
    const options = { type: 'merge', fieldManager: 'clusterrole-aggregation-controller' } as const;
    await unlessGone(controller.client.patch(clusterRoles, undefined, role.metadata.name, { rules }, options));
  }
}

function aggregated(roles: readonly KubeObject[], role: KubeObject, selectors: readonly unknown[]): unknown[] {
  const rules: unknown[] = [];
  for (const other of byName(roles)) {
    if (other.metadata.name === role.metadata.name) continue;
    if (!selectors.some((selector) => selectorMatches(selector, other.metadata.labels ?? {}))) continue;
    for (const rule of listAt(other, 'rules')) if (!rules.some((known) => equalJson(known, rule))) rules.push(rule);
  }
  return rules;
}

function byName(roles: readonly KubeObject[]): KubeObject[] {
  return [...roles].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
