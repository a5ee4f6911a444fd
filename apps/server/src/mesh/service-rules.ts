import { fieldsOf, isFields, textMapOf } from '@pidalio/istio';
import { agreedShares, type Badge, type ServiceName, type Steering, type Workload } from '@pidalio/topology';
import type { Vantage } from './governance.ts';
import { hostOf } from './leads-to.ts';
import { targetsOf, weightedTargets } from './rule-targets.ts';
import type { World, WorldService } from './world.ts';

/** The rules that decide between versions of a service: those of which some destination or mirror names a subset, or that split. */
export function steeringOf(world: World, service: WorldService, vantages: readonly Vantage[]): Steering[] {
  return vantages
    .filter((vantage) => steersVersions(world, vantage, service))
    .map(({ virtualService, rules, clientNamespace, binds }) => ({
      ref: virtualService.ref,
      binds: (caller) => binds(world.callerOf(caller)),
      configured: agreedShares(
        rules.filter((rule) => rule.route.length > 0).map((rule) => weightedTargets(targetsOf(world, rule, clientNamespace))),
      ),
    }));
}

function steersVersions(world: World, { rules }: Vantage, service: WorldService): boolean {
  return rules.some((rule) => {
    const own = [...rule.route, ...rule.mirrors].filter((destination) => hostOf(destination, rule, world.clusterDomain) === service.host);
    return own.some((destination) => destination.subset !== '') || own.length > 1;
  });
}

/** What is set for a service, as marks on the graph. */
export function badgesOf(world: World, service: WorldService, vantages: readonly Vantage[]): Badge[] {
  const rules = vantages.flatMap((vantage) => vantage.rules);
  const policy = world.trafficPolicyOf(service);
  const marks: [Badge, boolean][] = [
    ['fault', rules.some(({ fault }) => (fault?.delay?.percent ?? 0) > 0 || (fault?.abort?.percent ?? 0) > 0)],
    ['mirror', rules.some(({ mirrors }) => mirrors.some(({ percent }) => percent > 0))],
    ['split', rules.some(({ route }) => route.filter(({ weight }) => weight > 0).length > 1)],
    ['rule', vantages.some(({ via, rules: own }) => via === 'mesh' && own.length > 0)],
    ['timer', rules.some(({ timeoutMs, retries }) => timeoutMs !== undefined || retries !== undefined)],
    ['breaker', isFields(policy?.outlierDetection) || isFields(policy?.connectionPool)],
    ['shield', isGuarded(world, service, world.selectedBy(service))],
  ];
  return marks.filter(([, shown]) => shown).map(([badge]) => badge);
}

/** An AuthorizationPolicy that selects pods of the service, or its whole namespace. */
function isGuarded(world: World, service: ServiceName, members: readonly Workload[]): boolean {
  return world.authorizationPolicies.some(({ metadata, spec }) => {
    if (metadata.namespace !== service.namespace && metadata.namespace !== world.rootNamespace) return false;
    const labels = Object.entries(textMapOf(fieldsOf(fieldsOf(spec).selector).matchLabels));
    return members.some((workload) => labels.every(([key, value]) => workload.labels[key] === value));
  });
}
