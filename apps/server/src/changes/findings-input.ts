import type { PlannedOperation } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import { groupOf } from '../cluster/served-kind.ts';

/** As much of a planned operation as findings are made from. */
export type Operation = Pick<PlannedOperation, 'action' | 'ref' | 'apiVersion' | 'after'>;

/** A new object counts as the youngest, as it will be. */
export function toCatalogObject(object: NonNullable<Operation['after']>): KubeObject {
  const { metadata } = object;
  const created = typeof metadata.creationTimestamp === 'string' ? metadata.creationTimestamp : '9999-12-31T23:59:59Z';
  return { ...object, metadata: { ...metadata, name: metadata.name, creationTimestamp: created } };
}

/** The object that an operation leaves behind, if it is of that kind of Istio's networking group. */
export function objectAfter({ after, ref, apiVersion }: Operation, kind: string): KubeObject | undefined {
  if (after === null || ref.kind !== kind || groupOf(apiVersion) !== 'networking.istio.io') return undefined;
  return toCatalogObject(after);
}
