import type { ChangeRecord } from '@pidalio/contract';

interface Ref {
  kind: string;
  namespace: string;
  name: string;
}

/** The changes that touched an object of the service: one that applies to it now, or one named like it that no longer does. */
export function changesOf(
  changes: readonly ChangeRecord[],
  refs: readonly Ref[],
  service: { namespace: string; name: string },
): ChangeRecord[] {
  const key = ({ kind, namespace, name }: Ref) => `${kind}/${namespace}/${name}`;
  const own = new Set(refs.map(key));
  const isNamesake = (ref: Ref) => ref.namespace === service.namespace && ref.name === service.name;
  return changes.filter(({ operations }) => operations.some(({ ref }) => own.has(key(ref)) || isNamesake(ref)));
}
