import { toVersion } from '../convert.ts';
import { checkTyped } from '../fields/check-typed.ts';
import { apply, trackUpdate } from '../fields/managed-fields.ts';
import { isObject, isString } from '../json.ts';
import { apiVersionOf, storageName } from '../resource.ts';
import { dropNulls } from '../schema/defaults.ts';
import { badRequest, failure, invalid, invalidValue, notFound, requiredValue } from '../status.ts';
import { storageKey } from '../store.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { complain, withDefaults, writerOf } from './common.ts';
import type { Caller, Cluster, Target } from './context.ts';
import { dropStatus, matchNamespace, storeNew } from './create.ts';
import { decodeObject, dropUnknown, typeProblem } from './decode.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { metadataOf } from './metadata.ts';
import { strategicPatch } from './strategic-patch.ts';
import { replace } from './update.ts';

export type PatchKind = 'merge' | 'json' | 'strategic' | 'apply';

export interface Patch {
  kind: PatchKind;
  body: unknown;
  /** Texts about keys that the body had twice. */
  duplicates?: readonly string[];
  force?: boolean;
}

/** PATCH in all its kinds; `created` for an apply that made a new object. */
export function patchObject(cluster: Cluster, target: Target, caller: Caller, patch: Patch): { object: KubeObject; created: boolean } {
  const { resource } = target;
  if (target.name === '') throw badRequest('name must be provided');
  const existing = cluster.store.get(storageName(resource), storageKey(target.namespace, target.name));
  if (patch.kind === 'apply') return applyObject(cluster, target, caller, patch, existing);
  if (!existing) throw notFound(resource, target.name);
  const current = toVersion(existing, resource, target.version);
  const next = patched(target, current, patch);
  const problem = typeProblem(next, resource, target.version);
  if (problem) throw invalid('', '', '', [invalidValue('patch', JSON.stringify(next), problem)]);
  complain(target, caller, [...(patch.duplicates ?? []), ...dropUnknown(next, target.version).map((path) => `unknown field "${path}"`)]);
  checkIdentity(target, next);
  dropNulls(next, target.version.schema);
  withDefaults(target, next);
  const tracked = trackUpdate(current, next, target.version.schema, writerOf(cluster, target, caller));
  return { object: replace(cluster, target, caller, existing, tracked), created: false };
}

function patched(target: Target, current: KubeObject, patch: Patch): JsonObject {
  const next = (() => {
    switch (patch.kind) {
      case 'json':
        return jsonPatch(current, patch.body);
      case 'strategic':
        return strategicPatch(current, objectBody(patch.body), target.version.schema);
      default:
        if (patch.body === null) throw badRequest('Invalid JSON Patch');
        return mergePatch(current, objectBody(patch.body));
    }
  })();
  if (!isObject(next)) throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  return structuredClone(next);
}

function objectBody(body: unknown): JsonObject {
  if (isObject(body)) return body;
  const type = Array.isArray(body) ? 'array' : typeof body === 'boolean' ? 'bool' : typeof body;
  throw badRequest(`error decoding patch: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`);
}

/** A patch must not turn an object into another one. */
function checkIdentity({ resource, version, name, namespace }: Target, next: JsonObject): void {
  const metadata = metadataOf(next);
  const apiVersion = apiVersionOf(resource.group, version.name);
  const kind = isString(next.kind) ? next.kind : '';
  if (kind !== resource.kind) throw invalid(kind, resource.group, name, [invalidValue('kind', kind, `must be ${resource.kind}`)]);
  if (next.apiVersion !== apiVersion)
    throw invalid(kind, resource.group, name, [invalidValue('apiVersion', next.apiVersion, `must be ${apiVersion}`)]);
  if (!isString(metadata.name) || metadata.name === '')
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name) throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  matchNamespace(metadata, namespace);
}

function describeConfig({ metadata }: JsonObject, { resource, version, name }: Target): string {
  const namespace = isObject(metadata) && isString(metadata.namespace) ? metadata.namespace : '';
  return `${namespace}/${name}; ${apiVersionOf(resource.group, version.name)}, Kind=${resource.kind}`;
}

function applyObject(cluster: Cluster, target: Target, caller: Caller, patch: Patch, existing: KubeObject | undefined) {
  const { resource, version } = target;
  if (!caller.fieldManager)
    throw invalid('PatchOptions', 'meta.k8s.io', '', [requiredValue('fieldManager', 'is required for apply patch')]);
  if (!isObject(patch.body)) throw badRequest('error decoding YAML: the applied configuration is not an object');
  checkTyped(patch.body, version.schema, describeConfig(patch.body, target));
  const { object: config, complaints } = decodeObject(patch.body, resource, version, patch.duplicates);
  complain(target, caller, complaints);
  const metadata = metadataOf(config);
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (!isString(metadata.name)) metadata.name = target.name;
  if (metadata.name !== target.name)
    throw badRequest(`the name of the object (${String(metadata.name)}) does not match the name on the URL (${target.name})`);
  matchNamespace(metadata, target.namespace);
  const writer = writerOf(cluster, target, caller);
  if (!existing) {
    dropStatus(target, config);
    const empty = { apiVersion: config.apiVersion, kind: config.kind, ...resource.strategy.emptyObject };
    const merged = apply(empty, config, version.schema, writer, patch.force === true);
    return { object: storeNew(cluster, target, caller, merged), created: true };
  }
  const current = toVersion(existing, resource, version);
  const merged = apply(current, config, version.schema, writer, patch.force === true);
  return { object: replace(cluster, target, caller, existing, merged), created: false };
}
