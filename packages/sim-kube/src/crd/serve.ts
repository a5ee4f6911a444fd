import { objectAt, stringAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { storageKey } from '../store.ts';
import type { KubeObject } from '../types.ts';
import type { Cluster } from '../write/context.ts';
import { withRevision } from '../write/create.ts';
import { resourceOf } from './resource-of.ts';

const definitions = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

/** Keeps the registry in step with the CustomResourceDefinitions; what a deleted one defined goes with it. */
export function serveCustomResources(cluster: Cluster): () => void {
  return cluster.store.subscribe(storageName(definitions), ({ type, object }) => {
    if (type === 'DELETED') withdraw(cluster, object);
    else cluster.registry.add(resourceOf(object));
  });
}

function withdraw(cluster: Cluster, crd: KubeObject): void {
  const group = stringAt(crd, 'spec', 'group') ?? '';
  const plural = stringAt(objectAt(crd, 'spec', 'names'), 'plural') ?? '';
  cluster.registry.remove(group, plural);
  const name = storageName({ group, plural });
  for (const { metadata } of cluster.store.list(name))
    cluster.store.delete(name, storageKey(metadata.namespace, metadata.name), (revision, last) => withRevision(last, revision));
}
