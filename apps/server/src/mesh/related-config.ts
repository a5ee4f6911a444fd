import { fieldsOf, type KubeObject, type ObjectRef, sameRef, textMapOf } from '@pidalio/istio';
import { hostOf } from './leads-to.ts';
import type { World, WorldService } from './world.ts';

/** Objects that have to do with a service: those that govern it, name its host, or select its pods. */
export function relatedConfig(world: World, service: WorldService): ObjectRef[] {
  const objects = [...relatedRules(world, service), ...world.securityObjects.filter((object) => selectsPodsOf(world, object, service))];
  const refs = new Map(objects.map((object) => [keyOf(object), refOf(object)]));
  return [...refs.values()];
}

/** VirtualServices and DestinationRules, the governing ones first. */
export function relatedRules(world: World, service: WorldService): KubeObject[] {
  const governing = world.vantages(service).map(({ virtualService }) => virtualService.object);
  const naming = world.virtualServices
    .filter(
      (virtualService) =>
        virtualService.hosts.includes(service.host) ||
        virtualService.http.some((rule) =>
          [...rule.route, ...rule.mirrors].some((destination) => hostOf(destination, rule, world.clusterDomain) === service.host),
        ),
    )
    .map(({ object }) => object);
  const delegated = world
    .vantages(service)
    .flatMap(({ rules }) => rules)
    .flatMap(({ ref }) => world.virtualServices.filter((virtualService) => sameRef(virtualService.ref, ref)).map(({ object }) => object));
  const rules = world.destinationRules.filter(({ host }) => host === service.host).map(({ object }) => object);
  return [...new Map([...governing, ...delegated, ...naming, ...rules].map((object) => [keyOf(object), object])).values()];
}

function selectsPodsOf(world: World, { metadata, spec }: KubeObject, service: WorldService): boolean {
  if (metadata.namespace !== service.namespace && metadata.namespace !== world.rootNamespace) return false;
  const labels = Object.entries(textMapOf(fieldsOf(fieldsOf(spec).selector).matchLabels));
  return world.selectedBy(service).some((workload) => labels.every(([key, value]) => workload.labels[key] === value));
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

function refOf({ kind, metadata }: KubeObject): ObjectRef {
  return { kind, namespace: metadata.namespace ?? '', name: metadata.name };
}
