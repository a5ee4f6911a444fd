import { isString } from '../json.ts';
import { KubeStatusError } from '../status.ts';
import type { DiscoveredResource, KubeObject, OwnerReference } from '../types.ts';
import { Cache, type Controller, inBackground, unlessGone, WorkQueue } from './context.ts';
import { definitions } from './resources.ts';

interface Known {
  resource: DiscoveredResource;
  object: KubeObject;
}

/**
 * Deletes objects whose owners are gone, and settles the `foregroundDeletion` and `orphan` finalizers. Watches every resource,
 * custom ones as they come.
 */
export function startGarbageCollector(controller: Controller): void {
  const known = new Map<string, Known>();
  const dependents = new Map<string, Set<string>>();
  const watched = new Set<string>();
  const queue = new WorkQueue(controller, (uid) => collect(controller, known, dependents, uid));

  const observe = (resource: DiscoveredResource) => {
    const stop = controller.client.watch(resource, {}, ({ type, object }) => {
      const uid = object.metadata.uid ?? '';
      const owners = object.metadata.ownerReferences ?? [];
      if (type === 'DELETED') {
        known.delete(uid);
        for (const owner of owners) {
          dependents.get(owner.uid)?.delete(uid);
          queue.add(owner.uid);
        }
        for (const dependent of dependents.get(uid) ?? []) queue.add(dependent);
      } else {
        known.set(uid, { resource, object });
        for (const owner of owners) dependents.set(owner.uid, (dependents.get(owner.uid) ?? new Set()).add(uid));
        if (owners.length > 0 || object.metadata.deletionTimestamp !== undefined) queue.add(uid);
      }
    });
    controller.stops.push(stop);
  };
  const discover = async () => {
    for (const resource of await controller.client.resources()) {
      const name = `${resource.group}/${resource.plural}`;
      // Events of both groups are many and own nothing.
      if (watched.has(name) || resource.plural === 'events') continue;
      watched.add(name);
      observe(resource);
    }
  };
  new Cache(controller, definitions, () => {
    controller.setTimer(() => inBackground(controller, discover()), 0);
  });
  inBackground(controller, discover());
}

async function collect(
  controller: Controller,
  known: Map<string, Known>,
  dependents: Map<string, Set<string>>,
  uid: string,
): Promise<void> {
  const entry = known.get(uid);
  if (!entry) return;
  const { resource, object } = entry;
  const { name, namespace, finalizers = [], deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined)
    return settle(
      controller,
      entry,
      finalizers,
      [...(dependents.get(uid) ?? [])].flatMap((id) => known.get(id) ?? []),
    );
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return;
  for (const owner of owners) if (known.has(owner.uid) || (await exists(controller, owner, namespace))) return;
  await unlessGone(controller.client.delete(resource, namespace, name, { preconditions: { uid }, propagationPolicy: 'Background' }));
}

/** The owner may be of a kind that is not watched yet. */
async function exists({ client }: Controller, owner: OwnerReference, namespace: string | undefined): Promise<boolean> {
  const [group, version] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['', owner.apiVersion];
  const resource = (await client.resources()).find((candidate) => candidate.group === group && candidate.kind === owner.kind);
  if (!resource || !isString(version)) return false;
  try {
    const found = await client.get(resource, resource.namespaced ? namespace : undefined, owner.name);
    return found.metadata.uid === owner.uid;
  } catch (error) {
    if (error instanceof KubeStatusError) return false;
    throw error;
  }
}

/** Foreground: dependents go first. Orphan: dependents lose their owner. Then the finalizer goes, and with the last one the object. */
async function settle(
  { client }: Controller,
  { resource, object }: Known,
  finalizers: readonly string[],
  owned: readonly Known[],
): Promise<void> {
  const { name, namespace, uid } = object.metadata;
  const release = (finalizer: string) =>
    unlessGone(
      client.patch(
        resource,
        namespace,
        name,
        { metadata: { finalizers: finalizers.filter((entry) => entry !== finalizer) } },
        { type: 'merge', fieldManager: 'kube-controller-manager' },
      ),
    );
  if (finalizers.includes('orphan')) {
    for (const { resource: kind, object: dependent } of owned) {
      const { metadata } = dependent;
      const ownerReferences = metadata.ownerReferences?.filter((owner) => owner.uid !== uid) ?? [];
      await unlessGone(client.patch(kind, metadata.namespace, metadata.name, { metadata: { ownerReferences } }, { type: 'merge' }));
    }
    await release('orphan');
  } else if (finalizers.includes('foregroundDeletion')) {
    for (const { resource: kind, object: dependent } of owned)
      if (dependent.metadata.deletionTimestamp === undefined)
        await unlessGone(client.delete(kind, dependent.metadata.namespace, dependent.metadata.name, { propagationPolicy: 'Foreground' }));
    if (owned.length === 0) await release('foregroundDeletion');
  }
}
