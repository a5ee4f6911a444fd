import { timestamp } from '../clock.ts';
import { cloneJson, equalJson, listAt, numberAt, objectAt, sortKeys, stringAt } from '../json.ts';
import type { JsonObject, KubeObject, ResourceId } from '../types.ts';
import { Cache, type Controller, keyOf, unlessGone, WorkQueue } from './context.ts';
import { recordEvent } from './events.ts';
import { controllerReference, isControlledBy } from './owners.ts';
import { deployments, replicaSets } from './resources.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';

/** One ReplicaSet per pod template; the newest gets the replicas, the others go as it becomes ready. */
export function startDeployments(controller: Controller): void {
  const queue = new WorkQueue(controller, (key) => sync(controller, key, deploymentCache, replicaSetCache));
  const deploymentCache: Cache = new Cache(controller, deployments, (deployment) => queue.add(keyOf(deployment)));
  const replicaSetCache: Cache = new Cache(controller, replicaSets, (replicaSet) => {
    const owner = replicaSet.metadata.ownerReferences?.find(({ kind }) => kind === 'Deployment');
    if (owner) queue.add(`${replicaSet.metadata.namespace ?? ''}/${owner.name}`);
  });
}

async function sync(controller: Controller, key: string, deploymentCache: Cache, replicaSetCache: Cache): Promise<void> {
  const deployment = deploymentCache.get(key);
  if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return;
  const owned = replicaSetCache.inNamespace(deployment.metadata.namespace).filter((replicaSet) => isControlledBy(replicaSet, deployment));
  const hash = templateHash(deployment);
  const current = owned.find((replicaSet) => replicaSet.metadata.labels?.[hashLabel] === hash);
  if (!current) return createReplicaSet(controller, deployment, hash, owned);
  const old = owned.filter((replicaSet) => replicaSet !== current);
  await keepRevision(controller, deployment, current, old);
  await scale(controller, deployment, current, numberAt(deployment, 'spec', 'replicas') ?? 1);
  if (isReady(current)) for (const replicaSet of old) await scale(controller, deployment, replicaSet, 0);
  await updateStatus(controller, deployment, current, old);
}

function isReady(replicaSet: KubeObject): boolean {
  return (numberAt(replicaSet, 'status', 'readyReplicas') ?? 0) >= (numberAt(replicaSet, 'spec', 'replicas') ?? 1);
}

async function createReplicaSet(controller: Controller, deployment: KubeObject, hash: string, owned: readonly KubeObject[]): Promise<void> {
  const { name, namespace, labels } = deployment.metadata;
  const spec = cloneJson(objectAt(deployment, 'spec') ?? {});
  const template = objectAt(spec, 'template') ?? {};
  const metadata = objectAt(template, 'metadata') ?? {};
  const selector = objectAt(spec, 'selector') ?? {};
  const revision = 1 + Math.max(0, ...owned.map(revisionOf));
  await controller.client.create(replicaSets, namespace, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      labels: { ...labels, ...objectAt(metadata, 'labels'), [hashLabel]: hash },
      annotations: { ...inheritedAnnotations(deployment), [revisionAnnotation]: String(revision) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: numberAt(spec, 'replicas') ?? 1,
      selector: { ...selector, matchLabels: { ...objectAt(selector, 'matchLabels'), [hashLabel]: hash } },
      template: { ...template, metadata: { ...metadata, labels: { ...objectAt(metadata, 'labels'), [hashLabel]: hash } } },
    },
  });
  await setRevision(controller, deployments, deployment, revision);
  reportScaling(controller, deployment, `${name}-${hash}`, 0, numberAt(spec, 'replicas') ?? 1);
}

/** All but what concerns the Deployment alone (pkg/controller/deployment/util skipCopyAnnotation). */
function inheritedAnnotations({ metadata: { annotations = {} } }: KubeObject): Record<string, string> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, [revisionAnnotation]: __, ...inherited } = annotations;
  return inherited;
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** A template that comes back (a rollback) becomes the newest revision again; the Deployment tells which one it runs. */
async function keepRevision(
  controller: Controller,
  deployment: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const newest = Math.max(0, ...old.map(revisionOf));
  const revision = revisionOf(current) > newest ? revisionOf(current) : newest + 1;
  await setRevision(controller, replicaSets, current, revision);
  await setRevision(controller, deployments, deployment, revision);
}

async function setRevision(controller: Controller, resource: ResourceId, object: KubeObject, revision: number): Promise<void> {
  if (revisionOf(object) === revision) return;
  const { name, namespace } = object.metadata;
  const patch = { metadata: { annotations: { [revisionAnnotation]: String(revision) } } };
  const options = { type: 'merge', fieldManager: 'kube-controller-manager' } as const;
  await unlessGone(controller.client.patch(resource, namespace, name, patch, options));
}

async function scale(controller: Controller, deployment: KubeObject, replicaSet: KubeObject, replicas: number): Promise<void> {
  const before = numberAt(replicaSet, 'spec', 'replicas') ?? 1;
  if (before === replicas) return;
  const { name, namespace } = replicaSet.metadata;
  await controller.client.patch(
    replicaSets,
    namespace,
    name,
    { spec: { replicas } },
    { type: 'merge', fieldManager: 'kube-controller-manager' },
  );
  reportScaling(controller, deployment, name, before, replicas);
}

function reportScaling(controller: Controller, deployment: KubeObject, name: string, from: number, to: number): void {
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`;
  recordEvent(controller, deployment, { reason: 'ScalingReplicaSet', message, component: 'deployment-controller' });
}

async function updateStatus(
  controller: Controller,
  deployment: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const sum = (field: string, sets: readonly KubeObject[]) => sets.reduce((total, set) => total + (numberAt(set, 'status', field) ?? 0), 0);
  const all = [current, ...old];
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const [replicas, updatedReplicas, readyReplicas] = [sum('replicas', all), sum('replicas', [current]), sum('readyReplicas', all)];
  const unavailableReplicas = Math.max(0, wanted - readyReplicas);
  const isComplete = updatedReplicas === wanted && replicas === wanted && readyReplicas === wanted;
  const status: JsonObject = {
    observedGeneration: deployment.metadata.generation,
    ...(replicas > 0 ? { replicas, updatedReplicas } : {}),
    ...(readyReplicas > 0 ? { readyReplicas, availableReplicas: readyReplicas } : {}),
    ...(unavailableReplicas > 0 ? { unavailableReplicas } : {}),
    conditions: [
      condition(
        controller,
        deployment,
        'Available',
        unavailableReplicas === 0,
        ['MinimumReplicasAvailable', 'Deployment has minimum availability.'],
        ['MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'],
      ),
      condition(controller, deployment, 'Progressing', true, [
        isComplete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        `ReplicaSet "${current.metadata.name}" ${isComplete ? 'has successfully progressed' : 'is progressing'}.`,
      ]),
    ],
  };
  if (equalJson(status, deployment.status)) return;
  const { name, namespace } = deployment.metadata;
  await controller.client.update(
    deployments,
    namespace,
    { ...deployment, metadata: { ...deployment.metadata, name }, status },
    { subresource: 'status', fieldManager: 'kube-controller-manager' },
  );
}

function condition(
  controller: Controller,
  deployment: KubeObject,
  type: string,
  holds: boolean,
  [trueReason, trueMessage]: [string, string],
  [falseReason, falseMessage]: [string, string] = [trueReason, trueMessage],
): JsonObject {
  const status = holds ? 'True' : 'False';
  const before = listAt(deployment, 'status', 'conditions').find((entry) => stringAt(entry, 'type') === type);
  const now = timestamp(controller.now());
  const [reason, message] = holds ? [trueReason, trueMessage] : [falseReason, falseMessage];
  const isSame = stringAt(before, 'status') === status;
  const isUnchanged = isSame && stringAt(before, 'reason') === reason && stringAt(before, 'message') === message;
  return {
    type,
    status,
    reason,
    message,
    lastUpdateTime: (isUnchanged ? stringAt(before, 'lastUpdateTime') : undefined) ?? now,
    lastTransitionTime: (isSame ? stringAt(before, 'lastTransitionTime') : undefined) ?? now,
  };
}

/** A short name for a pod template; the real one is FNV-1a of a Go dump, of which only the alphabet can be kept. */
function templateHash(deployment: KubeObject): string {
  const text = JSON.stringify(sortKeys(objectAt(deployment, 'spec', 'template') ?? {}));
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return [...String(hash)].map((digit) => alphabet.charAt(digit.charCodeAt(0) % alphabet.length)).join('');
}
