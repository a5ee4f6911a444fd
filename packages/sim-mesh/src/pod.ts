import { isFields, type KubeObject, textOf } from '@pidalio/istio';
import { records } from './fields.ts';

/** What a proxy tells about the workload it stands beside; the source of most metric labels. */
export interface Workload {
  /** Equal exactly when all other fields are. */
  key: string;
  name: string;
  namespace: string;
  app: string;
  version: string;
  canonicalService: string;
  canonicalRevision: string;
  principal: string;
}

/** A pod of the cluster as the mesh sees it. */
export interface Pod {
  uid: string;
  name: string;
  namespace: string;
  ip: string;
  labels: Readonly<Record<string, string>>;
  serviceAccount: string;
  workload: Workload;
  proxy: 'sidecar' | 'gateway' | 'none';
  /** Image of the application; it decides how the pod behaves. */
  image: string;
  /** Running, ready and not about to go. */
  ready: boolean;
}

/** Undefined for a pod that has no address yet. */
export function parsePod(object: KubeObject, trustDomain: string): Pod | undefined {
  const spec = isFields(object.spec) ? object.spec : {};
  const status = isFields(object.status) ? object.status : {};
  const ip = textOf(status.podIP) ?? '';
  if (ip === '') return undefined;
  const containers = records(spec.containers);
  const labels = object.metadata.labels ?? {};
  const namespace = object.metadata.namespace ?? 'default';
  const serviceAccount = textOf(spec.serviceAccountName) || 'default';
  return {
    uid: object.metadata.uid ?? `${namespace}/${object.metadata.name}`,
    name: object.metadata.name,
    namespace,
    ip,
    labels,
    serviceAccount,
    workload: withKey({
      name: workloadName(object),
      namespace,
      app: labels.app ?? 'unknown',
      version: labels.version ?? 'unknown',
      ...canonicalName(object, labels),
      principal: `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
    }),
    proxy: proxyKind(containers, records(spec.initContainers)),
    image: textOf(containers.find((container) => container.name !== 'istio-proxy')?.image) ?? '',
    ready: isReady(object, status),
  };
}

function withKey(workload: Omit<Workload, 'key'>): Workload {
  return { key: Object.values(workload).join('|'), ...workload };
}

/** Deployment of the pod: the name of its ReplicaSet less the template hash, as Istio's injector finds it (istio pkg/kube/util.go). */
function workloadName(object: KubeObject): string {
  const owner = records(object.metadata.ownerReferences)[0];
  const ownerName = textOf(owner?.name) ?? '';
  const hash = object.metadata.labels?.['pod-template-hash'];
  if (ownerName === '') return object.metadata.name;
  return hash && ownerName.endsWith(`-${hash}`) ? ownerName.slice(0, -hash.length - 1) : ownerName;
}

function canonicalName(object: KubeObject, labels: Readonly<Record<string, string>>) {
  return {
    canonicalService: labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? workloadName(object),
    canonicalRevision: labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels.version ?? 'latest',
  };
}

function proxyKind(containers: readonly Record<string, unknown>[], initContainers: readonly Record<string, unknown>[]): Pod['proxy'] {
  const proxy = [...containers, ...initContainers].find((container) => container.name === 'istio-proxy');
  if (!proxy) return 'none';
  return Array.isArray(proxy.args) && proxy.args.includes('router') ? 'gateway' : 'sidecar';
}

function isReady(object: KubeObject, status: Record<string, unknown>): boolean {
  if (object.metadata.deletionTimestamp || status.phase !== 'Running') return false;
  const condition = records(status.conditions).find(({ type }) => type === 'Ready');
  return condition?.status === 'True';
}
