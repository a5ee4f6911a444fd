import { fieldsOf, isFields, type KubeObject, listOf, textOf } from '@pidalio/istio';
import { z } from 'zod';

const shape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Parses what the API server sent; throws on what is no object of Kubernetes. */
export function toKubeObject(body: unknown): KubeObject {
  return shape.parse(body) as KubeObject;
}

/** One write to an object: what `metadata.managedFields` is reduced to. */
export interface FieldManager {
  manager: string;
  operation: string;
  timeMs: number | null;
}

/** Writers of an object, the latest first. Writes of the status are left out: they are no one's intention. */
export function managersOf(object: KubeObject): FieldManager[] {
  return listOf(object.metadata.managedFields)
    .map(fieldsOf)
    .filter(({ subresource }) => subresource === undefined || subresource === '')
    .map((entry) => ({
      manager: textOf(entry.manager) ?? '',
      operation: textOf(entry.operation) ?? '',
      timeMs: parseTime(textOf(entry.time)),
    }))
    .sort((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0));
}

/** Keeps who, how and when of managedFields; the field sets are by far the largest part of many objects. */
export function reduceManagedFields(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  if (!Array.isArray(managedFields)) return object;
  const summary = managedFields.filter(isFields).map(({ manager, operation, time, subresource }) => ({
    manager,
    operation,
    time,
    ...(subresource === undefined ? {} : { subresource }),
  }));
  return { ...object, metadata: { ...metadata, name: object.metadata.name, managedFields: summary } };
}

/** The object as it is shown, compared and written: without managedFields. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name: object.metadata.name } };
}

export function parseTime(text: string | undefined): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
