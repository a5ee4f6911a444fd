import { type Catalog, derived, objectsOf } from './catalog.ts';
import type { ObjectRef } from './object.ts';
import { type Fields, fieldsOf, listOf, textOf } from './read.ts';
import { hasRule } from './versions.ts';

export const REFERENCE_GRANT_KIND = 'gateway.networking.k8s.io/ReferenceGrant';
const API_GROUP = 'gateway.networking.k8s.io';

interface Grant {
  from: readonly Fields[];
  to: readonly Fields[];
}

const byNamespace = derived([REFERENCE_GRANT_KIND], (catalog) => {
  const table = new Map<string, Grant[]>();
  for (const { metadata, spec } of objectsOf(catalog, REFERENCE_GRANT_KIND)) {
    const { from, to } = fieldsOf(spec);
    const namespace = metadata.namespace ?? '';
    table.set(namespace, [...(table.get(namespace) ?? []), { from: listOf(from).map(fieldsOf), to: listOf(to).map(fieldsOf) }]);
  }
  return table;
});

/** Whether the namespace of a Service lets a route of another namespace send to it. */
export function isGranted(catalog: Catalog, route: ObjectRef, namespace: string, name: string): boolean {
  const grants = byNamespace(catalog).get(namespace) ?? [];
  return grants.some(
    ({ from, to }) =>
      from.some((one) => one.group === API_GROUP && one.kind === route.kind && one.namespace === route.namespace) &&
      targets(to, catalog).some((one) => (textOf(one.group) ?? '') === '' && one.kind === 'Service' && (textOf(one.name) ?? name) === name),
  );
}

function targets(to: readonly Fields[], { options }: Catalog): readonly Fields[] {
  return hasRule(options, 'reference-grant-entries') ? to : to.slice(-1);
}
