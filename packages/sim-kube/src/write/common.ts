import { timestamp } from '../clock.ts';
import { FieldSet } from '../fields/field-set.ts';
import type { Writer } from '../fields/managed-fields.ts';
import { cloneJson, isKubeObject, sortKeys } from '../json.ts';
import { apiVersionOf, type Resource, storageName } from '../resource.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { badRequest } from '../status.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import type { Caller, Cluster, Target } from './context.ts';

const nothing = new FieldSet();
const status = FieldSet.fromPaths([['f:status']]);
/** The status endpoint changes nothing else (the status strategies' GetResetFields). */
const allButStatus = FieldSet.fromPaths([['f:spec'], ['f:metadata']]);

/** Strict field validation refuses unknown and duplicate fields, Warn says so, Ignore is silent. */
export function complain(target: Target, caller: Caller, complaints: readonly string[]): void {
  if (complaints.length === 0 || caller.fieldValidation === 'Ignore') return;
  if (caller.fieldValidation === 'Warn') {
    caller.warnings.push(...complaints);
    return;
  }
  const { kind } = target.resource;
  // Duplicate keys in YAML come from the YAML reader, which puts its own words in front.
  const isYaml = complaints.some((text) => /^line \d+: key /.test(text));
  const list = isYaml ? `yaml: unmarshal errors:\n  ${complaints.join('\n  ')}` : complaints.join(', ');
  throw badRequest(`${kind} in version "${target.version.name}" cannot be handled as a ${kind}: strict decoding error: ${list}`);
}

export function writerOf(cluster: Cluster, target: Target, caller: Caller): Writer {
  const { resource, version, subresource } = target;
  return {
    manager: caller.fieldManager,
    apiVersion: apiVersionOf(resource.group, version.name),
    subresource,
    time: timestamp(cluster.environment.now()),
    ignored: subresource === 'status' ? allButStatus : version.subresources.status === true ? status : nothing,
  };
}

/** Fills in the schema's defaults, in place: part of decoding, so a writer owns what it left to the server. */
export function withDefaults(target: Target, object: JsonObject): JsonObject {
  applyDefaults(object, target.version.schema);
  return object;
}

/** What else the server fills in before validation. */
export function finish(cluster: Cluster, target: Target, object: JsonObject, old: JsonObject | undefined): JsonObject {
  const finished = withDefaults(target, cloneJson(object));
  const { resource, subresource } = target;
  resource.strategy.prepare?.(finished, old, {
    time: timestamp(cluster.environment.now()),
    random: cluster.environment.random,
    subresource,
    isFree: (taken) => !cluster.store.list(storageName(resource)).some(taken),
  });
  return finished;
}

/** An object in the form that the store keeps: keys sorted, in the storage version. */
export function toStored(resource: Resource, object: JsonObject): KubeObject {
  const stored = sortKeys({ ...object, apiVersion: apiVersionOf(resource.group, resource.storageVersion) });
  if (!isKubeObject(stored)) throw new Error('only decoded objects are stored');
  return stored;
}
