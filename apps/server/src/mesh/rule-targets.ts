import { type Catalog, type DestinationHost, destinationRuleFor, type HttpRule, selectsLabels } from '@pidalio/istio';
import type { WeightedTarget, Workload } from '@pidalio/topology';
import { hostOf } from './leads-to.ts';
import type { World, WorldService } from './world.ts';

/** A destination or mirror of a rule, with the workloads that its subset means. */
export interface RuleTarget {
  host: string;
  subset: string;
  weight: number;
  /** null: no Service of the cluster has that host. */
  service: WorldService | null;
  /** False where a subset is named that no DestinationRule defines. */
  exists: boolean;
  workloads: readonly Workload[];
}

/** Where a rule sends requests; weights as written. */
export function targetsOf(world: World, rule: HttpRule, clientNamespace: string): RuleTarget[] {
  return rule.route.map((destination) => toTarget(world, rule, destination, destination.weight, clientNamespace));
}

/** Where a rule sends copies; the weight is the percentage. */
export function mirrorsOf(world: World, rule: HttpRule, clientNamespace: string): RuleTarget[] {
  return rule.mirrors.map((mirror) => toTarget(world, rule, mirror, mirror.percent, clientNamespace));
}

/** `namespace/name` of every workload that some rule in force sends copies to. */
export function readMirrorTargets(world: World): Set<string> {
  const keys = world.services.flatMap((service) =>
    world
      .vantages(service)
      .flatMap(({ rules, clientNamespace }) =>
        rules.flatMap((rule) => mirrorsOf(world, rule, clientNamespace)).flatMap(({ weight, workloads }) => (weight > 0 ? workloads : [])),
      ),
  );
  return new Set(keys.map(({ namespace, name }) => `${namespace}/${name}`));
}

/** Destinations that share a workload with another one of the rule: who answered does not tell which of them was meant (D3). */
export function alikeTargets(targets: readonly RuleTarget[]): Set<RuleTarget> {
  const share = (a: RuleTarget, b: RuleTarget) => a.workloads.some((workload) => b.workloads.includes(workload));
  return new Set(targets.filter((target) => targets.some((other) => other !== target && share(target, other))));
}

/** What a rule asks of the workloads of one service. */
export function weightedTargets(targets: readonly RuleTarget[]): WeightedTarget[] {
  return targets.map(({ weight, workloads }) => ({ weight, workloads: workloads.map(({ name }) => name) }));
}

function toTarget(world: World, rule: HttpRule, destination: DestinationHost, weight: number, clientNamespace: string): RuleTarget {
  const host = hostOf(destination, rule, world.clusterDomain);
  const service = world.services.find((candidate) => candidate.host === host) ?? null;
  const members = service === null ? [] : world.selectedBy(service);
  const { subset } = destination;
  if (subset === '') return { host, subset, weight, service, exists: true, workloads: members };
  const labels = subsetLabels(world.catalog, { clientNamespace, serviceNamespace: service?.namespace, host, subset });
  const workloads = labels === undefined ? [] : members.filter((workload) => selectsLabels(labels, workload.labels));
  return { host, subset, weight, service, exists: labels !== undefined, workloads };
}

/** Weights name subsets, metrics name workloads; pod labels lead from one to the other (D3). */
function subsetLabels(
  catalog: Catalog,
  {
    clientNamespace,
    serviceNamespace,
    host,
    subset,
  }: { clientNamespace: string; serviceNamespace: string | undefined; host: string; subset: string },
): Readonly<Record<string, string>> | undefined {
  const rule = destinationRuleFor(catalog, { namespace: clientNamespace, labels: {} }, serviceNamespace, host);
  return rule?.subsets.find((candidate) => candidate.name === subset)?.labels;
}
