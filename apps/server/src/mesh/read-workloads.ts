import { type Fields, fieldsOf, type KubeObject, listOf, textMapOf, textOf } from '@pidalio/istio';
import type { Workload } from '@pidalio/topology';

type Labels = Readonly<Record<string, string>>;

/** Workloads from the pods that run, and from Deployments that are scaled to none. */
export function readWorkloads(
  pods: readonly KubeObject[],
  replicaSets: readonly KubeObject[],
  deployments: readonly KubeObject[],
): Workload[] {
  const deploymentOf = new Map(
    replicaSets.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, ownerOf(object, 'Deployment')]),
  );
  const workloads = new Map<string, Workload>();
  for (const pod of pods) {
    const phase = textOf(fieldsOf(pod.status).phase);
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const namespace = pod.metadata.namespace ?? '';
    const name = workloadName(pod, deploymentOf);
    const key = `${namespace}/${name}`;
    const known = workloads.get(key);
    workloads.set(key, known === undefined ? { ...readPod(pod, name), pods: 1 } : { ...known, pods: known.pods + 1 });
  }
  const injected = new Set([...workloads.values()].filter(({ sidecar }) => sidecar).map(({ namespace }) => namespace));
  for (const deployment of deployments) {
    const { namespace = '', name } = deployment.metadata;
    if (workloads.has(`${namespace}/${name}`)) continue;
    const labels = textMapOf(fieldsOf(fieldsOf(fieldsOf(deployment.spec).template).metadata).labels);
    // No pod shows whether there would be a sidecar; its neighbours do.
    const sidecar = injected.has(namespace);
    workloads.set(`${namespace}/${name}`, { namespace, name, ...canonicalNames(labels, name), labels, pods: 0, sidecar, gateway: false });
  }
  return [...workloads.values()];
}

function readPod(pod: KubeObject, name: string): Omit<Workload, 'pods'> {
  const labels = pod.metadata.labels ?? {};
  const containers = containerNames(fieldsOf(pod.spec), 'containers');
  // Native sidecars, the default since Istio 1.27, are init containers that keep running.
  const proxied = [...containers, ...containerNames(fieldsOf(pod.spec), 'initContainers')].includes('istio-proxy');
  const gateway = containers.length === 1 && containers[0] === 'istio-proxy';
  return { namespace: pod.metadata.namespace ?? '', name, ...canonicalNames(labels, name), labels, sidecar: proxied && !gateway, gateway };
}

function containerNames(spec: Fields, list: 'containers' | 'initContainers'): string[] {
  return listOf(spec[list]).map((container) => textOf(fieldsOf(container).name) ?? '');
}

/** Canonical service and revision (istio pkg/model/proxy.go CanonicalServiceName and workload labels). */
function canonicalNames(labels: Labels, workload: string): { app: string; version: string } {
  return {
    app: labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? workload,
    version: labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels.version ?? 'latest',
  };
}

/** The name Istio gives the workload of a pod: its Deployment's, or that of whatever else owns it (istio pkg/kube/controllers GetDeployMetaFromPod). */
function workloadName(pod: KubeObject, deploymentOf: ReadonlyMap<string, string | undefined>): string {
  const replicaSet = ownerOf(pod, 'ReplicaSet');
  if (replicaSet !== undefined) {
    const hash = pod.metadata.labels?.['pod-template-hash'];
    const byHash = hash !== undefined && replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : replicaSet;
    return deploymentOf.get(`${pod.metadata.namespace}/${replicaSet}`) ?? byHash;
  }
  return ownerOf(pod) ?? pod.metadata.name;
}

function ownerOf(object: KubeObject, kind?: string): string | undefined {
  const owners = listOf(object.metadata.ownerReferences).map(fieldsOf);
  const owner = owners.find((candidate) => (kind === undefined ? candidate.controller === true : candidate.kind === kind));
  return textOf(owner?.name);
}
