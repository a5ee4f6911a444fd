import { builtinDefinitions } from './builtin/schemas.ts';
import { isObject, isString } from './json.ts';
import type { Registry } from './registry.ts';
import { apiVersionOf, findVersion, type Resource, type ResourceVersion } from './resource.ts';
import type { JsonObject } from './types.ts';

// OpenAPI documents in the form of k8s.io/kube-openapi: enough for kubectl explain, for its choice of patch, and for it to see
// that the server validates fields.

const prefix = 'io.k8s.api.v1.';

/** `/openapi/v3`: where the document of each group version is. */
export function openApiIndex(groupVersions: readonly { group: string; version: string }[], generation: number): JsonObject {
  const paths = groupVersions.map(({ group, version }) => {
    const path = group ? `apis/${group}/${version}` : `api/${version}`;
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${generation}` }];
  });
  return { paths: Object.fromEntries(paths) };
}

/** `/openapi/v3/apis/<group>/<version>` */
export function openApiDocument(registry: Registry, group: string, version: string): JsonObject {
  const schemas: JsonObject = {};
  const paths: JsonObject = {};
  for (const resource of registry.inGroup(group)) {
    const served = findVersion(resource, version);
    if (!served) continue;
    const name = schemaName(resource, version);
    schemas[name] = rootSchema(resource, served);
    Object.assign(paths, pathsOf(resource, version, `#/components/schemas/${name}`));
  }
  addReferenced(schemas);
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.1' }, paths, components: { schemas } };
}

/** `/openapi/v2`: the same of all groups in one Swagger document. */
export function swaggerDocument(registry: Registry): JsonObject {
  const definitions: JsonObject = {};
  const paths: JsonObject = {};
  for (const resource of registry.all())
    for (const version of resource.versions) {
      const name = schemaName(resource, version.name);
      definitions[name] = rootSchema(resource, version);
      Object.assign(paths, pathsOf(resource, version.name, `#/definitions/${name}`));
    }
  addReferenced(definitions);
  const text = JSON.stringify({ swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.34.1' }, paths, definitions });
  const document: unknown = JSON.parse(text.replaceAll('#/components/schemas/', '#/definitions/'));
  return isObject(document) ? document : {};
}

function schemaName({ group, kind, custom }: Resource, version: string): string {
  const reversed = group.split('.').reverse().join('.');
  return custom ? `${reversed}.${version}.${kind}` : `io.k8s.api.${group.split('.')[0] || 'core'}.${version}.${kind}`;
}

function rootSchema(resource: Resource, version: ResourceVersion): JsonObject {
  const { group, kind } = resource;
  const gvk = { 'x-kubernetes-group-version-kind': [{ group, version: version.name, kind }] };
  if (!resource.custom) {
    const definition = builtinDefinitions[kind === 'Event' ? (group === '' ? 'CoreV1Event' : 'EventsV1Event') : kind];
    return { ...publish(definition), ...gvk };
  }
  const { properties, ...schema } = version.schema;
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: described('apiVersion'),
      kind: described('kind'),
      metadata: { description: metadataDescription, allOf: [{ $ref: `#/components/schemas/${prefix}ObjectMeta` }] },
    },
    ...gvk,
  };
}

const metadataDescription =
  "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/** apiVersion and kind have the same words everywhere. */
function described(field: string): JsonObject {
  const pod = builtinDefinitions.Pod;
  const properties = isObject(pod) && isObject(pod.properties) ? pod.properties : {};
  const found = properties[field];
  return isObject(found) ? { description: found.description, type: 'string' } : { type: 'string' };
}

/** A definition with references and merge keys as OpenAPI spells them. */
function publish(value: unknown): JsonObject {
  const published = publishValue(value);
  return isObject(published) ? published : {};
}

function publishValue(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { $ref, ...result } = value;
  if (isString($ref)) {
    result.allOf = [{ $ref: `#/components/schemas/${prefix}${$ref}` }];
    result.description ??= $ref === 'ObjectMeta' ? metadataDescription : descriptionOf($ref);
  }
  // Not every object inside is a schema: a property may be called `$ref` or `format`, as in CustomResourceDefinitions.
  if (isObject(result.properties))
    result.properties = Object.fromEntries(Object.entries(result.properties).map(([name, field]) => [name, publishValue(field)]));
  if (isObject(result.items)) result.items = publishValue(result.items);
  if (isObject(result.additionalProperties)) result.additionalProperties = publishValue(result.additionalProperties);
  const keys = result['x-kubernetes-list-map-keys'];
  if (Array.isArray(keys)) Object.assign(result, { 'x-kubernetes-patch-merge-key': keys[0], 'x-kubernetes-patch-strategy': 'merge' });
  if (result['x-kubernetes-list-type'] === 'set') result['x-kubernetes-patch-strategy'] = 'merge';
  if (result['x-kubernetes-int-or-string'] === true)
    Object.assign(result, { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] });
  return result;
}

function descriptionOf(name: string): unknown {
  const definition = builtinDefinitions[name];
  return isObject(definition) ? definition.description : undefined;
}

/** Adds the built-in definitions that the schemas refer to, and those that these refer to. */
function addReferenced(schemas: JsonObject): void {
  const references = /#\/components\/schemas\/io\.k8s\.api\.v1\.([A-Za-z0-9]+)/g;
  const waiting = [JSON.stringify(schemas)];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop())
    for (const [, name = ''] of text.matchAll(references)) {
      const full = `${prefix}${name}`;
      if (full in schemas) continue;
      schemas[full] = publish(builtinDefinitions[name]);
      waiting.push(JSON.stringify(schemas[full]));
    }
}

const queryParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));

function pathsOf(resource: Resource, version: string, reference: string): JsonObject {
  const { group, kind, plural, namespaced } = resource;
  const base = `${group ? `/apis/${group}` : '/api'}/${version}`;
  const gvk = { group, version, kind };
  const operation = (action: string, parameters: readonly JsonObject[]) => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
    parameters,
    responses: { 200: { description: 'OK', content: { 'application/json': { schema: { $ref: reference } } } } },
  });
  const collection = `${base}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  return {
    [collection]: { get: operation('list', []), post: operation('post', queryParameters) },
    [`${collection}/{name}`]: {
      get: operation('get', []),
      put: operation('put', queryParameters),
      patch: operation('patch', [...queryParameters, { name: 'force', in: 'query', schema: { type: 'boolean' } }]),
      delete: operation('delete', []),
    },
    ...(namespaced ? { [`${base}/${plural}`]: { get: operation('list', []) } } : {}),
  };
}

/** The group versions that there are documents for. */
export function groupVersions(registry: Registry): { group: string; version: string }[] {
  return registry.groups().flatMap((group) => registry.versionsOf(group).map((version) => ({ group, version })));
}

export function isServed(registry: Registry, group: string, version: string): boolean {
  return groupVersions(registry).some((served) => apiVersionOf(served.group, served.version) === apiVersionOf(group, version));
}
