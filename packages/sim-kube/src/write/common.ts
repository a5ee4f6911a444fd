import { timestamp } from '../clock.ts';
import { FieldSet } from '../fields/field-set.ts';
import type { Writer } from '../fields/managed-fields.ts';
import { cloneJson, isKubeObject, sortKeys } from '../json.ts';
import { apiVersionOf, type Resource } from '../resource.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { badRequest, type FieldError } from '../status.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import type { Caller, Cluster, Target } from './context.ts';

const nothing = new FieldSet();

/** Strict field validation refuses unknown and duplicate fields, Warn says so, Ignore is silent. */
export function complain(target: Target, caller: Caller, complaints: readonly string[]): void {
  if (complaints.length === 0 || caller.fieldValidation === 'Ignore') return;
  if (caller.fieldValidation === 'Warn') {
    caller.warnings.push(...complaints);
    return;
  }
  const { kind } = target.resource;
  throw badRequest(
    `${kind} in version "${target.version.name}" cannot be handled as a ${kind}: strict decoding error: ${complaints.join(', ')}`,
  );
}

export function writerOf(cluster: Cluster, target: Target, caller: Caller, operation: 'Update' | 'Apply'): Writer {
  const { resource, version, subresource } = target;
  return {
    manager: caller.fieldManager,
    apiVersion: apiVersionOf(resource.group, version.name),
    subresource,
    time: timestamp(cluster.environment.now()),
    ignored: subresource === '' ? (resource.strategy.ignoredFields ?? nothing) : statusIgnores(operation),
  };
}

/** The status endpoint changes nothing else (the status strategies' GetResetFields). */
function statusIgnores(_operation: 'Update' | 'Apply'): FieldSet {
  return FieldSet.fromPaths([['f:spec'], ['f:metadata']]);
}

/** Defaults and what else the server fills in before validation. */
export function finish(target: Target, object: JsonObject, old: JsonObject | undefined): JsonObject {
  const finished = cloneJson(object);
  target.resource.strategy.prepare?.(finished, old);
  applyDefaults(finished, target.version.schema);
  return finished;
}

export function fieldErrors(target: Target, object: JsonObject, old: JsonObject | undefined): FieldError[] {
  return target.resource.strategy.validate?.(object, old) ?? [];
}

/** An object in the form that the store keeps: keys sorted, in the storage version. */
export function toStored(resource: Resource, object: JsonObject): KubeObject {
  const stored = sortKeys({ ...object, apiVersion: apiVersionOf(resource.group, resource.storageVersion) });
  if (!isKubeObject(stored)) throw new Error('only decoded objects are stored');
  return stored;
}
