import { listAt, objectAt } from '../json.ts';
import { KubeStatusError } from '../status.ts';
import { Cache, type Controller, inBackground, unlessGone, WorkQueue } from './context.ts';
import { namespaces, serviceAccounts } from './resources.ts';

/** New namespaces get their default service account; deleted ones are emptied and then released. */
export function startNamespaces(controller: Controller): void {
  const queue = new WorkQueue(controller, (name) => sync(controller, name, cache));
  const cache: Cache = new Cache(controller, namespaces, ({ metadata }) => queue.add(metadata.name));
}

async function sync(controller: Controller, name: string, cache: Cache): Promise<void> {
  const namespace = cache.get(`/${name}`);
  if (!namespace) return;
  if (namespace.metadata.deletionTimestamp === undefined) return createServiceAccount(controller, name);
  const remaining = await empty(controller, name);
  if (remaining > 0) {
    controller.setTimer(() => inBackground(controller, sync(controller, name, cache)), 50);
    return;
  }
  const finalizers = listAt(namespace, 'spec', 'finalizers').filter((finalizer) => finalizer !== 'kubernetes');
  const released = { ...namespace, spec: { ...objectAt(namespace, 'spec'), finalizers } };
  await unlessGone(controller.client.update(namespaces, undefined, released, { subresource: 'finalize' }));
}

async function createServiceAccount({ client }: Controller, namespace: string): Promise<void> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  try {
    await client.get(serviceAccounts, namespace, 'default');
  } catch (error) {
    if (!(error instanceof KubeStatusError) || error.status.reason !== 'NotFound') throw error;
    await client.create(serviceAccounts, namespace, account, { fieldManager: 'kube-controller-manager' });
  }
}

/** Deletes what the namespace holds and says how much is still there (finalizers and stopping pods take their time). */
async function empty({ client }: Controller, namespace: string): Promise<number> {
  let remaining = 0;
  for (const resource of await client.resources()) {
    if (!resource.namespaced) continue;
    for (const { metadata } of (await client.list(resource, { namespace })).items)
      if (metadata.deletionTimestamp === undefined) await unlessGone(client.delete(resource, namespace, metadata.name));
    remaining += (await client.list(resource, { namespace })).items.length;
  }
  return remaining;
}
