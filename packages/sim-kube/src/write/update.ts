import { toVersion } from '../convert.ts';
import { sameButTimes, trackUpdate } from '../fields/managed-fields.ts';
import { at, cloneJson, equalJson, isString, listAt, stringAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { dropNulls } from '../schema/defaults.ts';
import { badRequest, conflict, failure, invalid, invalidValue, notFound, staleObject } from '../status.ts';
import { storageKey } from '../store.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { admit, validateByWebhooks } from './admit.ts';
import { complain, finish, toStored, withDefaults, writerOf } from './common.ts';
import type { Caller, Cluster, Target } from './context.ts';
import { createObject, matchNamespace, withRevision } from './create.ts';
import type { Decoded } from './decode.ts';
import { keepImmutableMetadata, metadataErrors, metadataOf, metadataUpdateErrors } from './metadata.ts';

/** PUT. */
export function updateObject(cluster: Cluster, target: Target, caller: Caller, decoded: Decoded): { object: KubeObject; created: boolean } {
  const { resource } = target;
  if (target.name === '') throw badRequest('name must be provided');
  const next = decoded.object;
  complain(target, caller, decoded.complaints);
  const metadata = metadataOf(next);
  matchNamespace(metadata, target.namespace);
  if (!isString(metadata.name) || metadata.name === '')
    throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== target.name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`);
  dropNulls(next, target.version.schema);
  withDefaults(target, next);
  const existing = cluster.store.get(storageName(resource), storageKey(target.namespace, target.name));
  if (!existing) {
    if (!resource.strategy.allowsCreateOnUpdate || target.subresource !== '') throw notFound(resource, target.name);
    return { object: createObject(cluster, target, caller, { object: next, complaints: [] }), created: true };
  }
  const tracked = trackUpdate(
    toVersion(existing, resource, target.version),
    next,
    target.version.schema,
    writerOf(cluster, target, caller),
  );
  return { object: replace(cluster, target, caller, existing, tracked, true), created: false };
}

/** Puts a new state in place of a stored one: the part that PUT (`isWhole`), PATCH and apply share (registry.Store.Update). */
export function replace(
  cluster: Cluster,
  target: Target,
  caller: Caller,
  existing: KubeObject,
  tracked: JsonObject,
  isWhole = false,
): KubeObject {
  const { resource, version } = target;
  const name = existing.metadata.name;
  const old = toVersion(existing, resource, version);
  const next = cloneJson(tracked);
  const metadata = metadataOf(next);
  checkVersion(target, existing, metadata, isWhole);
  keepImmutableMetadata(metadata, existing.metadata);
  limitToEndpoint(target, next, old);
  const finished = finish(cluster, target, next, old);
  bumpGeneration(target, finished, old);
  const admitted = admit(cluster, target, caller, 'UPDATE', finished, old) ?? finished;
  const errors = [
    ...metadataErrors(metadataOf(admitted), resource.strategy),
    ...metadataUpdateErrors(metadataOf(admitted), existing.metadata),
  ];
  // Custom resources check the change of metadata twice, and say so twice.
  if (resource.custom) errors.push(...metadataUpdateErrors(metadataOf(admitted), existing.metadata));
  errors.push(...(resource.strategy.validate?.(admitted, old, errors, target.subresource) ?? []));
  if (errors.length > 0) throw invalid(resource.kind, resource.group, name, errors);
  validateByWebhooks(cluster, target, caller, 'UPDATE', admitted, old);
  const stored = toStored(resource, admitted);
  stored.metadata.resourceVersion = existing.metadata.resourceVersion ?? '';
  if (sameButTimes(stored, existing)) return old;
  const key = storageKey(target.namespace, name);
  if (isReleased(stored)) {
    if (!caller.dryRun) cluster.store.delete(storageName(resource), key, (revision, last) => withRevision(last, revision));
    return toVersion(stored, resource, version);
  }
  if (caller.dryRun) return toVersion(stored, resource, version);
  return toVersion(
    cluster.store.put(storageName(resource), key, (revision) => withRevision(stored, revision)),
    resource,
    version,
  );
}

/** Optimistic concurrency: the resourceVersion and uid that the client saw, where it says them. */
function checkVersion({ resource, name, namespace }: Target, existing: KubeObject, metadata: JsonObject, isWhole: boolean): void {
  const sent = isString(metadata.resourceVersion) ? metadata.resourceVersion : '';
  if (sent !== '' && !/^\d+$/.test(sent))
    throw failure(500, undefined, `strconv.ParseUint: parsing ${JSON.stringify(sent)}: invalid syntax`);
  const isOther = isString(metadata.uid) && metadata.uid !== '' && metadata.uid !== existing.metadata.uid;
  if (isOther && isWhole) {
    const key = `/registry/${resource.group}/${resource.plural}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
    throw conflict(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${String(metadata.uid)}, UID in object meta: ${existing.metadata.uid}`,
    );
  }
  if (sent === '' || sent === '0') {
    if (resource.strategy.allowsUnconditionalUpdate) return;
    throw invalid(resource.plural, resource.group, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (sent !== existing.metadata.resourceVersion) throw staleObject(resource, name);
}

/** The main endpoint leaves status alone where there is a status endpoint; the status endpoint changes only that. */
function limitToEndpoint(target: Target, next: JsonObject, old: KubeObject): void {
  if (target.version.subresources.status !== true) return;
  if (target.subresource === '') {
    if (old.status === undefined) delete next.status;
    else next.status = old.status;
  } else if (target.subresource === 'finalize') {
    const finalizers = listAt(next, 'spec', 'finalizers');
    for (const key of Object.keys(next)) delete next[key];
    Object.assign(next, cloneJson(old), { spec: { finalizers } });
  } else if (target.subresource === 'status') {
    const { managedFields } = metadataOf(next);
    for (const key of Object.keys(next)) if (key !== 'status') delete next[key];
    for (const [key, value] of Object.entries(old)) if (key !== 'status') next[key] = value;
    next.metadata = { ...old.metadata, managedFields };
  }
}

/** The generation counts changes of what the user wants: everything but metadata and, where it has an endpoint, status. */
function bumpGeneration(target: Target, next: JsonObject, old: KubeObject): void {
  if (!target.resource.strategy.countsGenerations || target.subresource === 'status') return;
  const wanted = (object: JsonObject) => {
    const { metadata: _metadata, status, ...rest } = object;
    return target.version.subresources.status === true ? rest : { ...rest, status };
  };
  if (!equalJson(wanted(next), wanted(old))) metadataOf(next).generation = (Number(old.metadata.generation) || 0) + 1;
}

/** True for an object that is being deleted and that no finalizer holds any more. */
function isReleased(object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp === undefined) return false;
  if (object.kind === 'Namespace' && object.apiVersion === 'v1' && listAt(object, 'spec', 'finalizers').length > 0) return false;
  const isGraceful = Number(at(object, 'metadata', 'deletionGracePeriodSeconds') ?? 0) > 0;
  return !isGraceful && listAt(object, 'metadata', 'finalizers').length === 0 && stringAt(object, 'metadata', 'name') !== undefined;
}
