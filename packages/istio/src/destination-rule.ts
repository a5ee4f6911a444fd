import { expandHost } from './hosts.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, isFields, listOf, textMapOf, textOf, textsOf } from './read.ts';

export interface DestinationRule {
  ref: ObjectRef;
  object: KubeObject;
  namespace: string;
  /** Fully qualified, case kept: Istio silently ignores a rule whose host has upper case. */
  host: string;
  exportTo: readonly string[];
  workloadSelector?: Readonly<Record<string, string>>;
  trafficPolicy?: Fields;
  subsets: readonly Subset[];
}

export interface Subset {
  /** The object it stands in; a merged rule holds subsets of several. */
  ref: ObjectRef;
  path: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  trafficPolicy?: Fields;
}

export function readDestinationRule(object: KubeObject, clusterDomain: string): DestinationRule {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const selector = fieldsOf(spec.workloadSelector).matchLabels;
  return {
    ref,
    object,
    namespace: ref.namespace,
    host: expandHost(textOf(spec.host) ?? '', ref.namespace, clusterDomain),
    exportTo: textsOf(spec.exportTo),
    ...(isFields(selector) ? { workloadSelector: textMapOf(selector) } : {}),
    ...(isFields(spec.trafficPolicy) ? { trafficPolicy: spec.trafficPolicy } : {}),
    subsets: listOf(spec.subsets).map((value, index) => readSubset(value, ref, index)),
  };
}

function readSubset(value: unknown, ref: ObjectRef, index: number): Subset {
  const fields = fieldsOf(value);
  return {
    ref,
    path: `spec.subsets[${index}]`,
    name: textOf(fields.name) ?? '',
    labels: textMapOf(fields.labels),
    ...(isFields(fields.trafficPolicy) ? { trafficPolicy: fields.trafficPolicy } : {}),
  };
}
