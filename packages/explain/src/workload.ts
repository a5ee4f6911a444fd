import { derived, type Fields, fieldsOf, type KubeObject, listOf, objectsOf, textMapOf, textOf } from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';

/** The pods of one Deployment (or the like), which share labels and identity. */
export interface Workload {
  namespace: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  serviceAccount: string;
  proxy: 'sidecar' | 'gateway' | 'none';
  /** Pods that are ready; null when no pod is known, only what they are made from. */
  readyPods: number | null;
  /** Ports of its containers, by name. */
  ports?: Readonly<Record<string, number>>;
}

const CONTROLLERS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'] as const;

/** Workloads of the pods among a mesh's objects, and of the controllers that have none. */
export const readWorkloads = (mesh: Mesh): readonly Workload[] => workloadsOf(mesh.catalog);

const workloadsOf = derived(['/Namespace', '/Pod', 'apps/ReplicaSet', ...CONTROLLERS], (catalog): readonly Workload[] => {
  const namespaces = new Map(objectsOf(catalog, '/Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const ownerOfReplicaSet = new Map(objectsOf(catalog, 'apps/ReplicaSet').map((object) => [keyOf(object), ownerOf(object)]));
  const found = new Map<string, Workload>();
  for (const pod of objectsOf(catalog, '/Pod')) {
    const phase = textOf(fieldsOf(pod.status).phase);
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const workload = readPod(pod, workloadName(pod, ownerOfReplicaSet), namespaces);
    const key = `${workload.namespace}/${workload.name}`;
    const known = found.get(key);
    found.set(key, known === undefined ? workload : { ...known, readyPods: add(known.readyPods, workload.readyPods) });
  }
  for (const object of CONTROLLERS.flatMap((kind) => objectsOf(catalog, kind))) {
    if (!found.has(keyOf(object))) found.set(keyOf(object), readController(object, namespaces));
  }
  return [...found.values()];
});

type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

function readPod(pod: KubeObject, name: string, namespaces: NamespaceLabels): Workload {
  const namespace = pod.metadata.namespace ?? '';
  const spec = fieldsOf(pod.spec);
  const conditions = listOf(fieldsOf(pod.status).conditions).map(fieldsOf);
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return {
    namespace,
    name,
    labels: pod.metadata.labels ?? {},
    serviceAccount: textOf(spec.serviceAccountName) ?? 'default',
    proxy: proxyOf({ labels: pod.metadata.labels ?? {}, annotations: pod.metadata.annotations ?? {}, spec }, namespaces.get(namespace)),
    readyPods: pod.status === undefined ? null : Number(isReady),
    ...portsOf(spec),
  };
}

/** A controller without pods: scaled to none, or from a file. Only a count of zero replicas is a fact about its pods. */
function readController(object: KubeObject, namespaces: NamespaceLabels): Workload {
  const spec = fieldsOf(object.spec);
  const template = fieldsOf(spec.template);
  const metadata = fieldsOf(template.metadata);
  const podSpec = fieldsOf(template.spec);
  const namespace = object.metadata.namespace ?? '';
  const labels = textMapOf(metadata.labels);
  return {
    namespace,
    name: object.metadata.name,
    labels,
    serviceAccount: textOf(podSpec.serviceAccountName) ?? 'default',
    proxy: proxyOf({ labels, annotations: textMapOf(metadata.annotations), spec: podSpec }, namespaces.get(namespace)),
    readyPods: spec.replicas === 0 ? 0 : null,
    ...portsOf(podSpec),
  };
}

function portsOf(podSpec: Fields): Pick<Workload, 'ports'> {
  const named = listOf(podSpec.containers).flatMap((container) =>
    listOf(fieldsOf(container).ports)
      .map(fieldsOf)
      .flatMap(({ name, containerPort }) =>
        typeof name === 'string' && typeof containerPort === 'number' ? [[name, containerPort] as const] : [],
      ),
  );
  return named.length === 0 ? {} : { ports: Object.fromEntries(named) };
}

interface PodTemplate {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  spec: Fields;
}

/**
 * The proxy a pod has, or will get when it is created (istio pkg/kube/inject/inject.go injectRequired: the pod's label over the namespace's).
 * Where the Namespace is not among the objects, as in most files, the sidecar is taken for granted.
 */
function proxyOf({ labels, annotations, spec }: PodTemplate, namespace: Readonly<Record<string, string>> | undefined): Workload['proxy'] {
  const containers = namesOf(spec.containers);
  // Native sidecars, the default since Istio 1.27, are init containers that keep running.
  if ([...containers, ...namesOf(spec.initContainers)].includes('istio-proxy')) {
    return containers.length === 1 && containers[0] === 'istio-proxy' ? 'gateway' : 'sidecar';
  }
  const own = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (own !== undefined || labels['istio.io/rev'] !== undefined) return own === 'false' ? 'none' : 'sidecar';
  if (namespace === undefined) return 'sidecar';
  const wanted = namespace['istio-injection'];
  return wanted === 'enabled' || (wanted === undefined && namespace['istio.io/rev'] !== undefined) ? 'sidecar' : 'none';
}

function namesOf(containers: unknown): string[] {
  return listOf(containers).map((container) => textOf(fieldsOf(container).name) ?? '');
}

/** The name Istio gives the workload of a pod: its Deployment's, or that of whatever else owns it (istio pkg/kube/controllers GetDeployMetaFromPod). */
function workloadName(pod: KubeObject, ownerOfReplicaSet: ReadonlyMap<string, string | undefined>): string {
  const owner = ownerOf(pod);
  if (owner === undefined) return pod.metadata.name;
  const deployment = ownerOfReplicaSet.get(`${pod.metadata.namespace ?? ''}/${owner}`);
  const hash = pod.metadata.labels?.['pod-template-hash'];
  return deployment ?? (hash !== undefined && owner.endsWith(`-${hash}`) ? owner.slice(0, -hash.length - 1) : owner);
}

function ownerOf(object: KubeObject): string | undefined {
  const owners = listOf(object.metadata.ownerReferences).map(fieldsOf);
  return textOf(owners.find(({ controller }) => controller === true)?.name);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function add(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
