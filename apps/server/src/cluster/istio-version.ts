import { fieldsOf, type KubeObject, listOf, textOf } from '@pidalio/istio';

/** From the tag of istiod's image, or else of the newest proxy's; null when neither is seen. */
export function readIstioVersion(
  deployments: readonly KubeObject[],
  pods: readonly KubeObject[],
  revision: string | undefined,
): string | null {
  for (const deployment of deployments) {
    const labels = deployment.metadata.labels ?? {};
    if (labels.app !== 'istiod' || (revision !== undefined && (labels['istio.io/rev'] ?? 'default') !== revision)) continue;
    const version = versionOf(fieldsOf(fieldsOf(fieldsOf(deployment.spec).template).spec), 'discovery');
    if (version !== null) return version;
  }
  for (const pod of pods) {
    const version = versionOf(fieldsOf(pod.spec), 'istio-proxy');
    if (version !== null) return version;
  }
  return null;
}

/** `docker.io/istio/pilot:1.28.0-distroless` → `1.28.0`. */
function versionOf(podSpec: Readonly<Record<string, unknown>>, containerName: string): string | null {
  for (const container of [...listOf(podSpec.containers), ...listOf(podSpec.initContainers)].map(fieldsOf)) {
    if (container.name !== containerName) continue;
    const [, version] = /:v?(\d+\.\d+(?:\.\d+)?)/.exec(textOf(container.image) ?? '') ?? [];
    if (version !== undefined) return version;
  }
  return null;
}
