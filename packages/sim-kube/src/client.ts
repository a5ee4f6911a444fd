import { toVersion } from './convert.ts';
import { cloneJson } from './json.ts';
import { listObjects } from './read/list.ts';
import { watchObjects } from './read/watch.ts';
import { findVersion, storageName } from './resource.ts';
import { failure, notFound } from './status.ts';
import { storageKey } from './store.ts';
import type { KubeClient, KubeObject, ResourceId, UserInfo, WriteOptions } from './types.ts';
import type { Caller, Cluster, Target } from './write/context.ts';
import { createObject } from './write/create.ts';
import { decodeObject } from './write/decode.ts';
import { deleteObject } from './write/delete.ts';
import { patchObject } from './write/patch-object.ts';
import { updateObject } from './write/update.ts';

const self: UserInfo = { username: 'system:sim-kube', groups: ['system:masters', 'system:authenticated'] };

/** The verbs without HTTP. Everything happens before the returned promise exists; it only carries the result. */
export function createClient(cluster: Cluster): KubeClient {
  const target = (id: ResourceId, namespace: string | undefined, name = '', subresource = ''): Target => {
    const resource = cluster.registry.find(id.group, id.plural);
    const version = resource && findVersion(resource, id.version);
    if (!resource || !version) throw failure(404, 'NotFound', 'the server could not find the requested resource');
    return { resource, version, namespace: resource.namespaced ? namespace : undefined, name, subresource };
  };
  return {
    resources: async () =>
      cluster.registry.all().flatMap(({ group, plural, kind, namespaced, versions }) => {
        const version = versions[0]?.name;
        return version === undefined ? [] : [{ group, version, plural, kind, namespaced }];
      }),
    list: async (id, { namespace, ...selectors } = {}) => {
      const { items, resourceVersion } = listObjects(cluster, target(id, namespace), selectors);
      return { items: cloneJson(items), resourceVersion };
    },
    get: async (id, namespace, name) => {
      const { resource, version, namespace: where } = target(id, namespace);
      const object = cluster.store.get(storageName(resource), storageKey(where, name));
      if (!object) throw notFound(resource, name);
      return cloneJson(toVersion(object, resource, version));
    },
    create: async (id, namespace, object, options = {}) => {
      const where = target(id, namespace ?? asText(object.metadata.namespace), '', options.subresource);
      const decoded = decodeObject(object, where.resource, where.version);
      return cloneJson(createObject(cluster, where, callerOf(options), decoded));
    },
    update: async (id, namespace, object, options = {}) => {
      const where = target(id, namespace ?? object.metadata.namespace, object.metadata.name, options.subresource);
      const decoded = decodeObject(object, where.resource, where.version);
      return cloneJson(updateObject(cluster, where, callerOf(options), decoded).object);
    },
    patch: async (id, namespace, name, body, options) => {
      const where = target(id, namespace, name, options.subresource);
      const patch = { kind: options.type, body: cloneJson<unknown>(body), force: options.force === true };
      return cloneJson(patchObject(cluster, where, callerOf(options), patch).object);
    },
    delete: async (id, namespace, name, options = {}) => {
      deleteObject(cluster, target(id, namespace, name), callerOf({ dryRun: options.dryRun === true }), options);
    },
    watch: (id, { namespace, ...query }, onEvent) => {
      const handle = watchObjects(cluster, target(id, namespace), query, ({ type, object }) => onEvent({ type, object: copyOf(object) }));
      return () => handle.stop();
    },
  };
}

function copyOf(object: object): KubeObject {
  const { metadata, ...rest } = { apiVersion: 'v1', kind: 'Status', metadata: { name: '' }, ...cloneJson(object) };
  return { ...rest, metadata };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function callerOf({ fieldManager, fieldValidation, dryRun }: WriteOptions): Caller {
  return {
    user: self,
    fieldManager: fieldManager ?? 'sim-kube',
    fieldValidation: fieldValidation ?? 'Warn',
    dryRun: dryRun === true,
    warnings: [],
  };
}
