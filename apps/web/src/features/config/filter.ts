import type { ConfigRow } from '@pidalio/contract';

/** Every word of the filter must occur in kind, name, namespace or what the object applies to. */
export function matchesFilter(object: ConfigRow, filter: string): boolean {
  const text = `${object.kind} ${object.name} ${object.namespace} ${object.subject}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
