import { allGateways, type Catalog, fieldsOf, type KubeObject, type ObjectRef, objectsOf, textMapOf, toRef } from '@pidalio/istio';
import type { Caller } from './decision.ts';

/** Labels that the caller may have, because an object that would then apply to it asks for them. */
export interface PossibleLabels {
  ref: ObjectRef;
  path: string;
  labels: Readonly<Record<string, string>>;
}

/** Objects that choose the caller's proxy by labels of which nobody knows whether it has them. Rules with `sourceLabels` are not among them. */
export function possibleLabels(catalog: Catalog, caller: Caller): PossibleLabels[] {
  return selectors(catalog, caller).filter(({ labels }) => {
    const entries = Object.entries(labels);
    const asksMore = entries.some(([key, value]) => caller.labels[key] !== value);
    return asksMore && entries.every(([key, value]) => !Object.hasOwn(caller.labels, key) || caller.labels[key] === value);
  });
}

function selectors(catalog: Catalog, caller: Caller): PossibleLabels[] {
  if (caller.proxy === 'none') return [];
  if (caller.proxy === 'gateway') {
    return allGateways(catalog)
      .filter(({ ref, ownNamespaceOnly }) => !ownNamespaceOnly || ref.namespace === caller.namespace)
      .map(({ ref, selector }) => ({ ref, path: 'spec.selector', labels: selector }));
  }
  const own = ({ metadata }: KubeObject) => metadata.namespace === caller.namespace;
  const sidecars = objectsOf(catalog, 'networking.istio.io/Sidecar').filter(own);
  const rules = objectsOf(catalog, 'networking.istio.io/DestinationRule').filter(own);
  return [...sidecars.map((object) => selectorOf(object, 'labels')), ...rules.map((object) => selectorOf(object, 'matchLabels'))];
}

function selectorOf(object: KubeObject, field: 'labels' | 'matchLabels'): PossibleLabels {
  const { workloadSelector } = fieldsOf(object.spec);
  return { ref: toRef(object), path: 'spec.workloadSelector', labels: textMapOf(fieldsOf(workloadSelector)[field]) };
}
