import { toVersion } from '../convert.ts';
import { trackUpdate } from '../fields/managed-fields.ts';
import { isString, listAt, sortKeys, stringAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { dropNulls } from '../schema/defaults.ts';
import { alreadyExists, badRequest, forbidden, invalid, notFound, stillDeleting } from '../status.ts';
import { storageKey } from '../store.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { admit, validateByWebhooks } from './admit.ts';
import { complain, finish, toStored, withDefaults, writerOf } from './common.ts';
import type { Caller, Cluster, Target } from './context.ts';
import type { Decoded } from './decode.ts';
import { dropServerMetadata, fillNewMetadata, metadataErrors, metadataOf } from './metadata.ts';

const namespaces = { group: '', plural: 'namespaces' };

/** POST: the object as stored, seen in the version asked for. */
export function createObject(cluster: Cluster, target: Target, caller: Caller, decoded: Decoded): KubeObject {
  const { resource } = target;
  const object = decoded.object;
  complain(target, caller, decoded.complaints);
  const metadata = metadataOf(object);
  matchNamespace(metadata, target.namespace);
  dropServerMetadata(metadata);
  dropStatus(target, object);
  dropNulls(object, target.version.schema);
  withDefaults(target, object);
  const tracked = trackUpdate(
    { apiVersion: object.apiVersion, kind: object.kind, ...resource.strategy.emptyObject },
    object,
    target.version.schema,
    writerOf(cluster, target, caller),
  );
  return storeNew(cluster, target, caller, tracked);
}

function warnOfFinalizers(caller: Caller, object: JsonObject): void {
  for (const finalizer of listAt(object, 'metadata', 'finalizers'))
    if (isString(finalizer) && !finalizer.includes('/') && !['kubernetes', 'orphan', 'foregroundDeletion'].includes(finalizer))
      caller.warnings.push(
        `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
      );
}

/** The status of a new custom resource is for its status endpoint to set (customresource strategy PrepareForCreate). */
export function dropStatus({ resource, version }: Target, object: JsonObject): void {
  if (resource.custom && version.subresources.status === true) delete object.status;
}

/** The part of a create that server-side apply shares: metadata, defaults, admission, validation, storage. */
export function storeNew(cluster: Cluster, target: Target, caller: Caller, tracked: JsonObject): KubeObject {
  const { resource } = target;
  fillNewMetadata(tracked, target.namespace, cluster.environment);
  requireNamespace(cluster, target);
  if (resource.strategy.countsGenerations) metadataOf(tracked).generation = 1;
  const prepared = finish(cluster, target, tracked, undefined);
  const admitted = admit(cluster, target, caller, 'CREATE', prepared, undefined) ?? prepared;
  const name = stringAt(admitted, 'metadata', 'name') ?? '';
  const errors = metadataErrors(metadataOf(admitted), resource.strategy);
  errors.push(...(resource.strategy.validate?.(admitted, undefined, errors, '') ?? []));
  if (errors.length > 0) throw invalid(resource.kind, resource.group, name, errors);
  warnOfFinalizers(caller, admitted);
  validateByWebhooks(cluster, target, caller, 'CREATE', admitted, undefined);
  const key = storageKey(target.namespace, name);
  const existing = cluster.store.get(storageName(resource), key);
  if (existing) throw existing.metadata.deletionTimestamp === undefined ? alreadyExists(resource, name) : stillDeleting(resource, name);
  const stored = toStored(resource, admitted);
  if (caller.dryRun) return toVersion(stored, resource, target.version);
  const created = cluster.store.put(storageName(resource), key, (revision) => withRevision(stored, revision));
  return toVersion(created, resource, target.version);
}

export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: sortKeys({ ...object.metadata, resourceVersion: String(revision) }) };
}

export function matchNamespace(metadata: JsonObject, namespace: string | undefined): void {
  if (namespace === undefined) return;
  if (isString(metadata.namespace) && metadata.namespace !== '' && metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  metadata.namespace = namespace;
}

/** Admission plugin NamespaceLifecycle: no new objects where there is no namespace, or where it is going. */
function requireNamespace(cluster: Cluster, target: Target): void {
  if (target.namespace === undefined) return;
  const namespace = cluster.store.get(storageName(namespaces), storageKey(undefined, target.namespace));
  if (!namespace) throw notFound(namespaces, target.namespace);
  if (namespace.metadata.deletionTimestamp !== undefined)
    throw forbidden(
      target.resource,
      target.name,
      `unable to create new content in namespace ${target.namespace} because it is being terminated`,
    );
}
