import { age } from '../builtin/age.ts';
import { nameColumn } from '../builtin/columns.ts';
import { at, isObject, isString, listAt, objectAt, stringAt } from '../json.ts';
import { readPath } from '../jsonpath.ts';
import { subdomainErrors } from '../names.ts';
import { compareVersions } from '../registry.ts';
import { type Column, findVersion, type Resource, type ResourceVersion, type Strategy } from '../resource.ts';
import { isSchema, type Schema } from '../schema/schema.ts';
import type { KubeObject } from '../types.ts';
import { validateCustom } from './validate-custom.ts';

/** Verbs in the order that custom resources list them (apiextensions pkg/apiserver). */
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** What an accepted CustomResourceDefinition makes the server serve. */
export function resourceOf(crd: KubeObject): Resource {
  const names = objectAt(crd, 'spec', 'names') ?? {};
  const kind = stringAt(names, 'kind') ?? '';
  const group = stringAt(crd, 'spec', 'group') ?? '';
  const versions = listAt(crd, 'spec', 'versions').filter(isObject);
  const storage = versions.find((version) => version.storage === true);
  const resource: Resource = {
    group,
    plural: stringAt(names, 'plural') ?? '',
    singular: stringAt(names, 'singular') ?? kind.toLowerCase(),
    kind,
    listKind: stringAt(names, 'listKind') ?? `${kind}List`,
    namespaced: stringAt(crd, 'spec', 'scope') === 'Namespaced',
    shortNames: listAt(names, 'shortNames').filter(isString),
    categories: listAt(names, 'categories').filter(isString),
    storageVersion: stringAt(storage, 'name') ?? '',
    custom: true,
    verbs,
    strategy: strategy(),
    versions: versions
      .filter((version) => version.served === true)
      .map((version) => versionOf(version, group, kind))
      .sort((a, b) => compareVersions(a.name, b.name)),
  };
  resource.strategy.validate = (object, old, before, subresource) => {
    const version = findVersion(resource, String(object.apiVersion).split('/').pop() ?? '');
    return version ? validateCustom(object, old, version.schema, before, subresource) : [];
  };
  return resource;
}

function strategy(): Strategy {
  return {
    nameErrors: subdomainErrors,
    emptyObject: {},
    allowsUnconditionalUpdate: false,
    allowsCreateOnUpdate: false,
    countsGenerations: true,
  };
}

function versionOf(version: Record<string, unknown>, group: string, kind: string): ResourceVersion {
  const name = stringAt(version, 'name') ?? '';
  const schema = at(version, 'schema', 'openAPIV3Schema');
  const scale = objectAt(version, 'subresources', 'scale');
  const labelSelectorPath = stringAt(scale, 'labelSelectorPath');
  const hasStatus = objectAt(version, 'subresources', 'status') !== undefined;
  return {
    name,
    schema: withIdentity(isSchema(schema) ? schema : {}),
    columns: columnsOf(version),
    subresources: {
      ...(hasStatus ? { status: true } : {}),
      ...(scale
        ? {
            scale: {
              specReplicasPath: stringAt(scale, 'specReplicasPath') ?? '.spec.replicas',
              statusReplicasPath: stringAt(scale, 'statusReplicasPath') ?? '.status.replicas',
              ...(labelSelectorPath ? { labelSelectorPath } : {}),
            },
          }
        : {}),
    },
    selectableFields: listAt(version, 'selectableFields').flatMap((field) => stringAt(field, 'jsonPath')?.replace(/^\./, '') ?? []),
    ...(version.deprecated === true
      ? { deprecationWarning: stringAt(version, 'deprecationWarning') ?? `${group}/${name} ${kind} is deprecated` }
      : {}),
  };
}

/** The schema that ObjectMeta has in ownership of fields: labels and such are free maps, finalizers a set. */
const metadataSchema: Schema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
  properties: {
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: { type: 'object', 'x-kubernetes-map-type': 'atomic', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
};

function withIdentity(schema: Schema): Schema {
  return {
    ...schema,
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...schema.properties, metadata: metadataSchema },
  };
}

const ageDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

/** additionalPrinterColumns behind the name; without any, the age (apiextensions pkg/registry/customresource/tableconvertor). */
function columnsOf(version: Record<string, unknown>): Column[] {
  const declared = listAt(version, 'additionalPrinterColumns').filter(isObject);
  if (declared.length === 0)
    return [nameColumn, columnOf({ name: 'Age', type: 'date', description: ageDescription, jsonPath: '.metadata.creationTimestamp' })];
  return [nameColumn, ...declared.map(columnOf)];
}

function columnOf(column: Record<string, unknown>): Column {
  const path = stringAt(column, 'jsonPath') ?? '';
  const type = stringAt(column, 'type') ?? 'string';
  return {
    name: stringAt(column, 'name') ?? '',
    type,
    format: stringAt(column, 'format') ?? '',
    description: stringAt(column, 'description') ?? `Custom resource definition column (in JSONPath format): ${path}`,
    priority: Number(column.priority ?? 0),
    cell: (object, nowMs) => cellOf(readPath(object, path), type, nowMs),
  };
}

function cellOf(found: readonly unknown[], type: string, nowMs: number): unknown {
  const [first] = found;
  if (first === undefined) return null;
  switch (type) {
    case 'integer':
    case 'number':
      return typeof first === 'number' ? (type === 'integer' ? Math.trunc(first) : first) : null;
    case 'boolean':
      return typeof first === 'boolean' ? first : null;
    case 'date':
      return isString(first) ? (Number.isNaN(Date.parse(first)) ? '<invalid>' : age(first, nowMs)) : null;
    default:
      return isString(first) ? first : JSON.stringify(first);
  }
}
