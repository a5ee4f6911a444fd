import { type Fields, isFields, listOf } from '@pidalio/istio';

/** The items of a list that are objects. */
export function records(value: unknown): Fields[] {
  return listOf(value).filter(isFields);
}
