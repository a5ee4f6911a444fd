import { type ConfigRow, getConfigList, getConfigObject, getConfigSchemas } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import { toYaml } from '@pidalio/istio';
import type { IRouter } from 'express';
import type { Cluster } from '../cluster/cluster.ts';
import { managersOf, parseTime, withoutManagedFields } from '../cluster/kube-object.ts';
import { apiVersionOf, findKind, kindKeyOf, type ServedKind } from '../cluster/served-kind.ts';
import type { Deps } from '../deps.ts';
import { readNamespacesParameter } from '../mesh/scene.ts';
import { subjectOf } from './config-subject.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

export function configRoutes(api: IRouter, { cluster }: Pick<Deps, 'cluster'>): void {
  route(api, getConfigSchemas, () => ({
    schemas: cluster.crdSchemas().map(({ apiVersion, kind, schema }) => ({ apiVersion, kind, schema: { ...schema } })),
  }));

  route(api, getConfigList, ({ query }) => {
    const namespaces = readNamespacesParameter(query.namespaces);
    const kinds = cluster.kinds();
    const objects = kinds
      .filter(({ kind }) => query.kind === undefined || kind === query.kind)
      .flatMap((kind) => cluster.objects(kindKeyOf(kind)).map((object) => rowOf(kind, object)))
      .filter(({ namespace }) => namespaces === null || namespace === '' || namespaces.has(namespace))
      .sort((a, b) => a.kind.localeCompare(b.kind) || a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name));
    return {
      sources: [cluster.state()],
      objects,
      kinds: kinds.map((kind) => ({ apiVersion: apiVersionOf(kind), kind: kind.kind, plural: kind.plural, namespaced: kind.namespaced })),
    };
  });

  route(api, getConfigObject, ({ params }) => {
    const object = findConfigObject(cluster, params);
    return { sources: [cluster.state()], object, yaml: toYaml(object) };
  });
}

/** `-` stands for the namespace that cluster-scoped objects do not have. */
function findConfigObject(cluster: Cluster, { kind, namespace, name }: { kind: string; namespace: string; name: string }): KubeObject {
  const where = namespace === '-' ? '' : namespace;
  for (const served of findKind(cluster.kinds(), kind)) {
    const object = cluster.get(kindKeyOf(served), where, name);
    if (object !== undefined) return withoutManagedFields(object);
  }
  const unsure = cluster.state().state !== 'ok' ? ' The cluster cannot be read fully at the moment.' : '';
  throw new HttpError(404, 'unknown-object', `There is no ${kind} ${namespace}/${name}.${unsure}`);
}

function rowOf(kind: ServedKind, object: KubeObject): ConfigRow {
  const [last] = managersOf(object);
  const { namespace = '', name, creationTimestamp, resourceVersion = '' } = object.metadata;
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    plural: kind.plural,
    namespace,
    name,
    createdMs: parseTime(creationTimestamp) ?? 0,
    resourceVersion,
    manager: last?.manager ?? null,
    changedMs: last?.timeMs ?? null,
    subject: subjectOf(object),
  };
}
