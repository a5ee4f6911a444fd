import { fieldsOf, type KubeObject, selectsLabels } from '@pidalio/istio';
import { isForAllPods, matchLabels } from './fields.ts';
import type { Pod } from './pod.ts';

export type MutualTlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/**
 * Mode a pod asks of its callers: workload over namespace over mesh, the oldest wins inside a level, UNSET inherits
 * (istio pilot/pkg/model/authentication.go). A selector in the root namespace does not count.
 */
export function mutualTlsMode(
  policies: readonly KubeObject[],
  rootNamespace: string,
  pod: Pick<Pod, 'namespace' | 'labels'>,
  port: number,
): MutualTlsMode {
  const oldestFirst = [...policies].sort((a, b) => age(a).localeCompare(age(b)));
  const inNamespace = (namespace: string) => oldestFirst.filter((policy) => policy.metadata.namespace === namespace);
  const mesh = inNamespace(rootNamespace).find(isForAllPods);
  const own = pod.namespace === rootNamespace ? [] : inNamespace(pod.namespace);
  const namespace = own.find(isForAllPods);
  const workload = own.find((policy) => !isForAllPods(policy) && selectsLabels(matchLabels(policy), pod.labels));
  const portMode = workload && fieldsOf(fieldsOf(fieldsOf(workload.spec).portLevelMtls)[String(port)]).mode;
  return [portMode, modeOf(workload), modeOf(namespace), modeOf(mesh)].find(isMode) ?? 'PERMISSIVE';
}

/** Whether callers may not use TLS towards a namespace: they look at its policy and the mesh's, not at single workloads'. */
export function isMutualTlsDisabled(policies: readonly KubeObject[], rootNamespace: string, namespace: string): boolean {
  if (policies.length === 0) return false;
  return mutualTlsMode(policies.filter(isForAllPods), rootNamespace, { namespace, labels: {} }, 0) === 'DISABLE';
}

function modeOf(policy: KubeObject | undefined): unknown {
  return fieldsOf(fieldsOf(policy?.spec).mtls).mode;
}

function isMode(mode: unknown): mode is MutualTlsMode {
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE';
}

function age({ metadata }: KubeObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}
