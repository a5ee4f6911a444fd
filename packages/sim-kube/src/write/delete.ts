import { timestamp } from '../clock.ts';
import { toVersion } from '../convert.ts';
import { at, cloneJson, isObject, listAt, sortKeys } from '../json.ts';
import { storageName } from '../resource.ts';
import { conflict, notFound } from '../status.ts';
import { storageKey } from '../store.ts';
import type { DeleteOptions, KubeObject } from '../types.ts';
import { admit, validateByWebhooks } from './admit.ts';
import type { Caller, Cluster, Target } from './context.ts';
import { withRevision } from './create.ts';

/** DELETE. `gone` is false while finalizers, a grace period or a namespace's content hold the object. */
export function deleteObject(
  cluster: Cluster,
  target: Target,
  caller: Caller,
  options: Omit<DeleteOptions, 'dryRun'>,
): { object: KubeObject; gone: boolean } {
  const { resource, version } = target;
  const key = storageKey(target.namespace, target.name);
  const existing = cluster.store.get(storageName(resource), key);
  if (!existing) throw notFound(resource, target.name);
  checkPreconditions(target, existing, options);
  admit(cluster, target, caller, 'DELETE', undefined, existing);
  validateByWebhooks(cluster, target, caller, 'DELETE', undefined, existing);
  const marked = markDeleted(cluster, existing, options);
  const graceful = Number(at(marked, 'metadata', 'deletionGracePeriodSeconds') ?? 0) > 0;
  const held = graceful || listAt(marked, 'metadata', 'finalizers').length > 0 || holdsNamespace(marked);
  if (!held) {
    if (!caller.dryRun) cluster.store.delete(storageName(resource), key, (revision, last) => withRevision(last, revision));
    return { object: toVersion(existing, resource, version), gone: true };
  }
  if (caller.dryRun || marked === existing) return { object: toVersion(marked, resource, version), gone: false };
  const stored = cluster.store.put(storageName(resource), key, (revision) => withRevision(marked, revision));
  return { object: toVersion(stored, resource, version), gone: false };
}

function checkPreconditions({ resource, name }: Target, existing: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = existing.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid)
    throw conflict(resource, name, `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`);
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    throw conflict(
      resource,
      name,
      `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
}

/** The object with a deletion time, grace period and the finalizers that the propagation policy asks for (rest.BeforeDelete). */
function markDeleted(cluster: Cluster, existing: KubeObject, options: DeleteOptions): KubeObject {
  const gracePeriod = gracePeriodOf(existing, options);
  const finalizers = finalizersFor(existing, options);
  const isAgain = existing.metadata.deletionTimestamp !== undefined;
  if (
    isAgain &&
    gracePeriod >= Number(existing.metadata.deletionGracePeriodSeconds ?? 0) &&
    finalizers.length === listAt(existing, 'metadata', 'finalizers').length
  )
    return existing;
  const object = cloneJson(existing);
  const { metadata } = object;
  metadata.deletionTimestamp = isAgain
    ? (existing.metadata.deletionTimestamp ?? '')
    : timestamp(cluster.environment.now() + gracePeriod * 1000);
  metadata.deletionGracePeriodSeconds = gracePeriod;
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  if (!isAgain && typeof metadata.generation === 'number') metadata.generation += 1;
  if (object.kind === 'Namespace' && object.apiVersion === 'v1')
    object.status = { ...(isObject(object.status) ? object.status : {}), phase: 'Terminating' };
  return sortKeys(object);
}

/** Only pods that run somewhere get time to stop; the rest goes at once (core pod strategy CheckGracefulDelete). */
function gracePeriodOf(object: KubeObject, options: DeleteOptions): number {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1' || !at(object, 'spec', 'nodeName')) return 0;
  const phase = at(object, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return 0;
  return Math.max(0, options.gracePeriodSeconds ?? Number(at(object, 'spec', 'terminationGracePeriodSeconds') ?? 30));
}

function finalizersFor(object: KubeObject, { propagationPolicy }: DeleteOptions): string[] {
  const finalizers = new Set(object.metadata.finalizers ?? []);
  if (propagationPolicy === 'Foreground') finalizers.delete('orphan');
  if (propagationPolicy === 'Orphan') finalizers.delete('foregroundDeletion');
  if (propagationPolicy === 'Background') {
    finalizers.delete('orphan');
    finalizers.delete('foregroundDeletion');
  }
  if (propagationPolicy === 'Foreground') finalizers.add('foregroundDeletion');
  if (propagationPolicy === 'Orphan') finalizers.add('orphan');
  return [...finalizers];
}

function holdsNamespace(object: KubeObject): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1' && listAt(object, 'spec', 'finalizers').length > 0;
}
