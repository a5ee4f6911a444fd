import type { WantedChange, WantedOperation } from '@pidalio/contract';
import type { KubeObject, ObjectRef } from '@pidalio/istio';

/** One applied (or to be applied) operation as it is remembered. */
export interface DoneOperation {
  action: 'create' | 'update' | 'delete';
  ref: ObjectRef;
  apiVersion: string;
  before: KubeObject | null;
  after: KubeObject | null;
  /** Of the object as the operation left it; null after a delete, or while it is not done. */
  resourceVersion: string | null;
  uid: string | null;
}

/** An object as it can be created again: without what only the API server gives. */
export function forCreation(object: KubeObject): KubeObject {
  const { uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, managedFields, selfLink, ...metadata } = object.metadata;
  const { status, ...rest } = object;
  return { ...rest, metadata: { ...metadata, name: object.metadata.name } };
}

/** The change that takes everything back, last operation first; null while some of it is not done. */
export function inverseOf(operations: readonly DoneOperation[], reason: string): WantedChange | null {
  const inverse = operations.map(inverseOperation);
  if (inverse.length === 0 || inverse.some((one) => one === null)) return null;
  return { operations: inverse.filter((one) => one !== null).reverse(), reason: reason.slice(0, 500) };
}

function inverseOperation({ action, ref, apiVersion, before, resourceVersion, uid }: DoneOperation): WantedOperation | null {
  switch (action) {
    case 'create':
      if (resourceVersion === null) return null;
      return { action: 'delete', ref: { ...ref, apiVersion }, seen: resourceVersion, ...(uid === null ? {} : { uid }) };
    case 'update':
      if (resourceVersion === null || before === null) return null;
      return { action: 'update', object: forCreation(before), seen: resourceVersion };
    case 'delete':
      return before === null ? null : { action: 'create', object: forCreation(before) };
  }
}
