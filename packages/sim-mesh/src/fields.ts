import { type Fields, fieldsOf, isFields, type KubeObject, listOf, textMapOf } from '@pidalio/istio';

/** The items of a list that are objects. */
export function records(value: unknown): Fields[] {
  return listOf(value).filter(isFields);
}

/** Labels of the pods a policy is for; empty means all of its namespace. */
export function matchLabels(policy: KubeObject): Readonly<Record<string, string>> {
  return textMapOf(fieldsOf(fieldsOf(policy.spec).selector).matchLabels);
}

export function isForAllPods(policy: KubeObject): boolean {
  return Object.keys(matchLabels(policy)).length === 0;
}
