import type { Schema } from './schema/schema.ts';
import type { FieldError } from './status.ts';
import type { JsonObject, KubeObject } from './types.ts';

/** A kind that the server serves: names, versions and what is particular about it. */
export interface Resource {
  group: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  /** Served versions, preferred first. */
  versions: ResourceVersion[];
  storageVersion: string;
  /** From a CustomResourceDefinition (as opposed to built in). */
  custom: boolean;
  verbs: string[];
  strategy: Strategy;
}

export interface ResourceVersion {
  name: string;
  /** Of the whole object, `metadata` included. */
  schema: Schema;
  columns: Column[];
  subresources: { status?: boolean; scale?: ScalePaths; log?: boolean; others?: string[] };
  selectableFields: string[];
  /** Text of the Warning header, when the version is deprecated. */
  deprecationWarning?: string;
}

export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

export interface Column {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  /** The cell for an object. `undefined` prints as nothing. */
  cell: (object: KubeObject, nowMs: number) => unknown;
}

/** What is particular about a kind; the rest is common to all (k8s.io/apiserver/pkg/registry/generic). */
export interface Strategy {
  /** Problems of `metadata.name`. */
  nameErrors: (name: string) => string[];
  /** What the server treats as the state before a create, for ownership of fields. */
  emptyObject: JsonObject;
  /** A PUT without resourceVersion overwrites. */
  allowsUnconditionalUpdate: boolean;
  /** A PUT of what does not exist creates it. */
  allowsCreateOnUpdate: boolean;
  /** Whether `metadata.generation` counts changes of the spec. */
  countsGenerations: boolean;
  /** Fills in what depends on more than the schema, in place. */
  prepare?: (object: JsonObject, old: JsonObject | undefined, preparation: Preparation) => void;
  /** Problems beyond metadata; `before` are those found there, `subresource` is '' for the object itself. */
  validate?: (object: JsonObject, old: JsonObject | undefined, before: readonly FieldError[], subresource: string) => FieldError[];
  /** Fields beyond name and namespace that a field selector may name. */
  selectable?: (object: KubeObject, field: string) => string | undefined;
}

/** What a strategy may use to fill in an object. */
export interface Preparation {
  /** RFC 3339 */
  time: string;
  random: () => number;
  /** '' for the object itself. */
  subresource: string;
  /** True when no stored object of this kind satisfies the test; for addresses and ports that must be unique. */
  isFree: (taken: (object: KubeObject) => boolean) => boolean;
}

export function findVersion(resource: Resource, name: string): ResourceVersion | undefined {
  return resource.versions.find((version) => version.name === name);
}

export function apiVersionOf(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}

/** Key of a resource in the store: all versions share it. */
export function storageName({ group, plural }: { group: string; plural: string }): string {
  return group ? `${group}/${plural}` : `core/${plural}`;
}
