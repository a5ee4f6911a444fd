import { fieldsOf, type KubeObject } from '@pidalio/istio';
import { hasLabels } from './fields.ts';
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
  const mesh = inNamespace(rootNamespace).find((policy) => !selectorOf(policy));
  const namespace = pod.namespace === rootNamespace ? undefined : inNamespace(pod.namespace).find((policy) => !selectorOf(policy));
  const workload =
    pod.namespace === rootNamespace
      ? undefined
      : inNamespace(pod.namespace).find((policy) => {
          const selector = selectorOf(policy);
          return selector && hasLabels(pod.labels, selector);
        });
  const portMode = workload && fieldsOf(fieldsOf(fieldsOf(workload.spec).portLevelMtls)[String(port)]).mode;
  return [portMode, modeOf(workload), modeOf(namespace), modeOf(mesh)].find(isMode) ?? 'PERMISSIVE';
}

function modeOf(policy: KubeObject | undefined): unknown {
  return fieldsOf(fieldsOf(policy?.spec).mtls).mode;
}

function isMode(mode: unknown): mode is MutualTlsMode {
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE';
}

function selectorOf(policy: KubeObject): Record<string, unknown> | undefined {
  const labels = fieldsOf(fieldsOf(fieldsOf(policy.spec).selector).matchLabels);
  return Object.keys(labels).length > 0 ? labels : undefined;
}

function age({ metadata }: KubeObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}
