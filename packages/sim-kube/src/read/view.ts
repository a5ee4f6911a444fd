import { apiVersionOf, type Column, type Resource, type ResourceVersion } from '../resource.ts';
import type { JsonObject, KubeObject } from '../types.ts';

/** Metadata only, in the `meta.k8s.io` version asked for. */
export function partialMetadata(object: KubeObject, metaVersion: string): JsonObject {
  return { apiVersion: `meta.k8s.io/${metaVersion}`, kind: 'PartialObjectMetadata', metadata: object.metadata };
}

export type IncludeObject = 'Metadata' | 'Object' | 'None';

export interface TableRequest {
  metaVersion: string;
  includeObject: IncludeObject;
  nowMs: number;
}

/** A `Table`, what `kubectl get` prints. `metadata` is that of the list, or the resourceVersion of the one object. */
export function table(version: ResourceVersion, objects: readonly KubeObject[], metadata: JsonObject, request: TableRequest): JsonObject {
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${request.metaVersion}`,
    metadata,
    columnDefinitions: version.columns.map(columnDefinition),
    rows: objects.map((object) => ({
      cells: version.columns.map((column) => column.cell(object, request.nowMs) ?? null),
      object: rowObject(object, request),
    })),
  };
}

function rowObject(object: KubeObject, { includeObject, metaVersion }: TableRequest): JsonObject | null {
  if (includeObject === 'None') return null;
  return includeObject === 'Object' ? object : partialMetadata(object, metaVersion);
}

function columnDefinition({ name, type, format = '', description = '', priority = 0 }: Column): JsonObject {
  return { name, type, format, description, priority };
}

/** The list object around items. */
export function listObject(resource: Resource, version: ResourceVersion, items: readonly KubeObject[], metadata: JsonObject): JsonObject {
  return { apiVersion: apiVersionOf(resource.group, version.name), items, kind: resource.listKind, metadata };
}
