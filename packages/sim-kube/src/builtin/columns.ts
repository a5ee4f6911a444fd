import type { Column } from '../resource.ts';
import { age } from './age.ts';
import { columnsByKind } from './columns-by-kind.ts';

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  cell: (object) => object.metadata.name,
};

export const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
  cell: (object, nowMs) => age(object.metadata.creationTimestamp, nowMs),
};

/** Columns of `kubectl get` for a built-in kind. */
export function builtinColumns(kind: string): Column[] {
  const { before = [], after = [], first, withoutAge } = columnsByKind[kind] ?? {};
  if (first) return [...first, { ...nameColumn, priority: 1 }];
  return [nameColumn, ...before, ...(withoutAge ? [] : [ageColumn]), ...after];
}
