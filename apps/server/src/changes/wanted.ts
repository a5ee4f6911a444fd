import type { WantedChange, WantedOperation } from '@pidalio/contract';
import type { KubeObject, ObjectRef } from '@pidalio/istio';
import type { Cluster } from '../cluster/cluster.ts';
import { withoutManagedFields } from '../cluster/kube-object.ts';
import { groupOf, type ServedKind } from '../cluster/served-kind.ts';
import { HttpError } from '../http/errors.ts';

/** One wanted operation with its kind found and its object in the form it is sent in. */
export interface Wanted {
  action: WantedOperation['action'];
  kind: ServedKind;
  ref: ObjectRef;
  apiVersion: string;
  /** null for a delete. */
  object: KubeObject | null;
  /** resourceVersion that the user looked at; null when there was nothing. */
  seen: string | null;
  uid: string | undefined;
}

/** Only kinds of the mesh are written; a Secret or a Deployment is not for this door. */
export function readWanted(cluster: Pick<Cluster, 'kinds'>, { operations }: WantedChange): Wanted[] {
  const wanted = operations.map((operation, index) => readOperation(cluster, operation, index));
  const keys = wanted.map(({ kind, ref }) => `${kind.group}/${ref.kind}/${ref.namespace}/${ref.name}`);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (twice >= 0) refuse(twice, 'is there twice; one change has one operation for each object');
  return wanted;
}

function readOperation(cluster: Pick<Cluster, 'kinds'>, operation: WantedOperation, index: number): Wanted {
  if (operation.action === 'delete') {
    const { apiVersion, kind, namespace, name } = operation.ref;
    const served = findServed(cluster, apiVersion, kind, index);
    return {
      action: 'delete',
      kind: served,
      ref: { kind, namespace, name },
      apiVersion,
      object: null,
      seen: operation.seen,
      uid: operation.uid,
    };
  }
  const object = withoutManagedFields(toObject(operation.object));
  const kind = findServed(cluster, object.apiVersion, object.kind, index);
  const namespace = object.metadata.namespace ?? '';
  if (kind.namespaced && namespace === '') refuse(index, 'has no namespace');
  if (!kind.namespaced && namespace !== '') refuse(index, 'is not in a namespace');
  return {
    action: operation.action,
    kind,
    ref: { kind: object.kind, namespace, name: object.metadata.name },
    apiVersion: object.apiVersion,
    object,
    seen: operation.action === 'update' ? operation.seen : null,
    uid: object.metadata.uid,
  };
}

/** The version may be an older one of a kind that is served: the API server converts. */
function findServed(cluster: Pick<Cluster, 'kinds'>, apiVersion: string, kind: string, index: number): ServedKind {
  const group = groupOf(apiVersion);
  const served = cluster.kinds().find((one) => one.group === group && one.kind === kind);
  if (served === undefined) return refuse(index, `has a kind that cannot be changed here: ${apiVersion} ${kind}`);
  return { ...served, version: apiVersion.slice(group.length + 1) };
}

function toObject(object: { apiVersion: string; kind: string; metadata: object & { name: string } }): KubeObject {
  return { ...object, metadata: { ...object.metadata, name: object.metadata.name } };
}

function refuse(index: number, message: string): never {
  throw new HttpError(400, 'invalid-change', `Operation ${index + 1} ${message}.`, {
    errors: [{ field: `body.operations.${index}`, message }],
  });
}
