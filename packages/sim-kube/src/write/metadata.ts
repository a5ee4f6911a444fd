import { type Environment, randomSuffix, timestamp, uuid } from '../clock.ts';
import { isObject, isString, listAt, objectAt, stringAt } from '../json.ts';
import { labelKeyErrors, labelValueErrors } from '../names.ts';
import type { Strategy } from '../resource.ts';
import { type FieldError, forbiddenValue, invalidValue, requiredValue } from '../status.ts';
import type { JsonObject } from '../types.ts';

export function metadataOf(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) object.metadata = {};
  return isObject(object.metadata) ? object.metadata : {};
}

/** Drops from a new object what only the server may set. */
export function dropServerMetadata(metadata: JsonObject): void {
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'resourceVersion', 'generation'])
    delete metadata[field];
}

/** Sets what only the server may set on a new object (apiserver pkg/registry/rest BeforeCreate). */
export function fillNewMetadata(object: JsonObject, namespace: string | undefined, environment: Environment): void {
  const metadata = metadataOf(object);
  dropServerMetadata(metadata);
  if (!metadata.name && isString(metadata.generateName) && metadata.generateName !== '')
    metadata.name = metadata.generateName.slice(0, 58) + randomSuffix(environment.random);
  if (namespace === undefined) delete metadata.namespace;
  else metadata.namespace = namespace;
  metadata.uid = uuid(environment.random);
  metadata.creationTimestamp = timestamp(environment.now());
}

const totalAnnotationLimit = 256 * 1024;

/** apimachinery pkg/api/validation ValidateObjectMeta. */
export function metadataErrors(metadata: JsonObject, strategy: Strategy): FieldError[] {
  const errors: FieldError[] = [];
  const name = stringAt(metadata, 'name') ?? '';
  if (name === '') errors.push(requiredValue('metadata.name', 'name or generateName is required'));
  else for (const error of strategy.nameErrors(name)) errors.push(invalidValue('metadata.name', name, error));
  errors.push(...labelErrors(objectAt(metadata, 'labels') ?? {}));
  errors.push(...annotationErrors(objectAt(metadata, 'annotations') ?? {}));
  errors.push(...ownerErrors(listAt(metadata, 'ownerReferences')));
  errors.push(...finalizerErrors(listAt(metadata, 'finalizers')));
  return errors;
}

function labelErrors(labels: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels)) {
    for (const error of labelKeyErrors(key)) errors.push(invalidValue('metadata.labels', key, error));
    for (const error of labelValueErrors(String(value))) errors.push(invalidValue('metadata.labels', value, error));
  }
  return errors;
}

function annotationErrors(annotations: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    // The rule for annotation keys is that of labels, but upper case is allowed in the prefix (validation.ValidateAnnotations).
    for (const error of labelKeyErrors(key.toLowerCase())) errors.push(invalidValue('metadata.annotations', key, error));
    size += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (size > totalAnnotationLimit)
    errors.push({
      reason: 'FieldValueTooLong',
      field: 'metadata.annotations',
      message: `Too long: may not be more than ${totalAnnotationLimit} bytes`,
    });
  return errors;
}

function ownerErrors(owners: readonly unknown[]): FieldError[] {
  const errors: FieldError[] = [];
  owners.forEach((owner, index) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'])
      if (!stringAt(owner, field)) {
        const value = field === 'apiVersion' ? 'version must not be empty' : `${field} must not be empty`;
        errors.push(invalidValue(`metadata.ownerReferences[${index}].${field}`, '', value));
      }
  });
  const controllers = owners.filter((owner) => isObject(owner) && owner.controller === true);
  if (controllers.length > 1)
    errors.push(
      invalidValue(
        'metadata.ownerReferences',
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${controllers
          .slice(0, 2)
          .map((owner) => `${stringAt(owner, 'kind')}/${stringAt(owner, 'name')}`)
          .join(' and ')}`,
      ),
    );
  return errors;
}

function finalizerErrors(finalizers: readonly unknown[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of finalizers.filter(isString)) {
    for (const error of labelKeyErrors(finalizer)) errors.push(invalidValue('metadata.finalizers', finalizer, error));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalidValue('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  return errors;
}

/** Carries over what an update must not change silently, then says what else is wrong (ValidateObjectMetaUpdate). */
export function keepImmutableMetadata(next: JsonObject, old: JsonObject): void {
  for (const field of ['generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds']) {
    const isGivenDeletion = field === 'deletionTimestamp' && next[field] !== undefined && next[field] !== null;
    if (isGivenDeletion) continue;
    if (old[field] === undefined) delete next[field];
    else next[field] = old[field];
  }
  if (!next.uid && old.uid !== undefined) next.uid = old.uid;
  if (!next.namespace && old.namespace !== undefined) next.namespace = old.namespace;
  delete next.selfLink;
  for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences']) {
    const value = next[field];
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
    if (isEmpty) delete next[field];
  }
}

export function metadataUpdateErrors(next: JsonObject, old: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'])
    if (next[field] !== old[field]) errors.push(invalidValue(`metadata.${field}`, next[field], 'field is immutable'));
  if (old.deletionTimestamp !== undefined) {
    const before = listAt(old, 'finalizers');
    const added = listAt(next, 'finalizers').filter((finalizer) => !before.includes(finalizer));
    if (added.length > 0) {
      const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
      errors.push(
        forbiddenValue(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
        ),
      );
    }
  }
  return errors;
}
