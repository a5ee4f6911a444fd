import { fieldsOf, type KubeObject } from '@pidalio/istio';
import type { KubeClient } from '@pidalio/sim-kube';
import { DEPLOYMENTS, PODS } from './seed-cluster.ts';

/** Creates the ReplicaSet and the running pod of each Deployment. */
export async function runDeployments(client: KubeClient): Promise<void> {
  const { items } = await client.list(DEPLOYMENTS);
  for (const [index, deployment] of items.entries()) {
    const { name, namespace } = deployment.metadata;
    const template = fieldsOf(fieldsOf(deployment.spec).template);
    const hash = `6c7d4b${(index + 10).toString(36)}f8`;
    const metadata = fieldsOf(template.metadata);
    const labels = { ...fieldsOf(metadata.labels), 'pod-template-hash': hash };
    const replicaSet = await client.create({ group: 'apps', version: 'v1', plural: 'replicasets' }, namespace, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: `${name}-${hash}`, labels, ownerReferences: [owner(deployment)] },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { ...template, metadata: { ...metadata, labels } } },
    });
    const pod = await client.create(PODS, namespace, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, labels, generateName: `${name}-${hash}-`, ownerReferences: [owner(replicaSet)] },
      spec: { ...fieldsOf(template.spec), nodeName: 'playground' },
    });
    const status = { phase: 'Running', podIP: `10.244.0.${10 + index}`, conditions: [{ type: 'Ready', status: 'True' }] };
    await client.update(PODS, namespace, { ...pod, status }, { subresource: 'status' });
    const deploymentStatus = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1, observedGeneration: 1 };
    const current = await client.get(DEPLOYMENTS, namespace, name);
    await client.update(DEPLOYMENTS, namespace, { ...current, status: deploymentStatus }, { subresource: 'status' });
  }
}

function owner({ apiVersion, kind, metadata }: KubeObject) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
}
