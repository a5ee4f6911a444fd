import { type Fields, isFields, listOf } from '@pidalio/istio';

/** The items of a list that are objects. */
export function records(value: unknown): Fields[] {
  return listOf(value).filter(isFields);
}

/** True when `labels` carries everything `selector` asks for; an empty selector asks for nothing. */
export function hasLabels(labels: Readonly<Record<string, string>>, selector: Fields): boolean {
  for (const name in selector) if (labels[name] !== selector[name]) return false;
  return true;
}
