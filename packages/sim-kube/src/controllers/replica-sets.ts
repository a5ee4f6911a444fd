import { equalJson, isObject, listAt, numberAt, objectAt, stringAt } from '../json.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { Cache, type Controller, keyOf, unlessGone, WorkQueue } from './context.ts';
import { recordEvent } from './events.ts';
import { controllerReference, controllerUid, isControlledBy } from './owners.ts';
import { pods, replicaSets } from './resources.ts';

/** Keeps as many pods as a ReplicaSet asks for. */
export function startReplicaSets(controller: Controller): void {
  const byOwner = new Map<string, Map<string, KubeObject>>();
  const queue = new WorkQueue(controller, (key) => sync(controller, cache.get(key), byOwner));
  const cache: Cache = new Cache(controller, replicaSets, (replicaSet) => queue.add(keyOf(replicaSet)));
  const stop = controller.client.watch(pods, {}, ({ type, object: pod }) => {
    const uid = controllerUid(pod);
    if (uid === undefined) return;
    const owned = byOwner.get(uid) ?? new Map<string, KubeObject>();
    byOwner.set(uid, owned);
    if (type === 'DELETED') owned.delete(pod.metadata.name);
    else owned.set(pod.metadata.name, pod);
    if (owned.size === 0) byOwner.delete(uid);
    const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
    if (owner) queue.add(`${pod.metadata.namespace ?? ''}/${owner.name}`);
  });
  controller.stops.push(stop);
}

async function sync(
  controller: Controller,
  replicaSet: KubeObject | undefined,
  byOwner: Map<string, Map<string, KubeObject>>,
): Promise<void> {
  if (!replicaSet || replicaSet.metadata.deletionTimestamp !== undefined) return;
  const owned = [...(byOwner.get(replicaSet.metadata.uid ?? '')?.values() ?? [])].filter((pod) => isControlledBy(pod, replicaSet));
  const alive = owned.filter(isAlive);
  const wanted = numberAt(replicaSet, 'spec', 'replicas') ?? 1;
  for (let missing = wanted - alive.length; missing > 0; missing--) await createPod(controller, replicaSet);
  const surplus = alive.toSorted(expendableFirst).slice(0, Math.max(0, alive.length - wanted));
  for (const { metadata } of surplus) {
    await unlessGone(controller.client.delete(pods, metadata.namespace, metadata.name));
    report(controller, replicaSet, 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
  }
  await updateStatus(controller, replicaSet, alive);
}

function isAlive(pod: KubeObject): boolean {
  const phase = stringAt(pod, 'status', 'phase');
  return pod.metadata.deletionTimestamp === undefined && phase !== 'Failed' && phase !== 'Succeeded';
}

/** Not ready before ready, then the youngest (pkg/controller ActivePods). */
function expendableFirst(a: KubeObject, b: KubeObject): number {
  if (isPodReady(a) !== isPodReady(b)) return isPodReady(a) ? 1 : -1;
  return (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1;
}

export function isPodReady(pod: KubeObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (condition) => isObject(condition) && condition.type === 'Ready' && condition.status === 'True',
  );
}

async function createPod(controller: Controller, replicaSet: KubeObject): Promise<void> {
  const template = objectAt(replicaSet, 'spec', 'template') ?? {};
  const { name, namespace } = replicaSet.metadata;
  const pod = await controller.client.create(
    pods,
    namespace,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...objectAt(template, 'metadata'), generateName: `${name}-`, ownerReferences: [controllerReference(replicaSet)] },
      spec: objectAt(template, 'spec'),
    },
    { fieldManager: 'kube-controller-manager' },
  );
  report(controller, replicaSet, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

function report(controller: Controller, replicaSet: KubeObject, reason: string, message: string): void {
  recordEvent(controller, replicaSet, { reason, message, component: 'replicaset-controller' });
}

async function updateStatus(controller: Controller, replicaSet: KubeObject, alive: readonly KubeObject[]): Promise<void> {
  const ready = alive.filter(isPodReady).length;
  const status: JsonObject = {
    replicas: alive.length,
    ...(alive.length > 0 ? { fullyLabeledReplicas: alive.length } : {}),
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: replicaSet.metadata.generation,
  };
  if (equalJson(status, replicaSet.status)) return;
  await controller.client.update(
    replicaSets,
    replicaSet.metadata.namespace,
    { ...replicaSet, status },
    {
      subresource: 'status',
      fieldManager: 'kube-controller-manager',
    },
  );
}
