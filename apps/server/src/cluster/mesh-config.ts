import { type CatalogOptions, fieldsOf, type KubeObject, listOf, meshConfigOptions, textMapOf, textOf, textsOf } from '@pidalio/istio';
import { parse } from 'yaml';

/** What the mesh is configured with as a whole; what is left out has Istio's defaults. */
export type MeshConfig = Partial<Omit<CatalogOptions, 'istioVersion'>> &
  Pick<CatalogOptions, 'trustDomain' | 'clusterDomain' | 'rootNamespace'>;

export function meshConfigName(revision: string | undefined): string {
  return revision === undefined || revision === '' || revision === 'default' ? 'istio' : `istio-${revision}`;
}

/** Reads the ConfigMap `istio[-rev]`. */
export function readMeshConfig(configMap: KubeObject | undefined, istiod: KubeObject | undefined, istioNamespace: string): MeshConfig {
  const mesh = fieldsOf(parseYaml(textMapOf(configMap?.data).mesh ?? ''));
  return {
    trustDomain: 'cluster.local',
    clusterDomain: textOf(mesh.clusterDomain) ?? domainArgument(istiod) ?? 'cluster.local',
    rootNamespace: istioNamespace,
    ...meshConfigOptions(mesh),
  };
}

/** istiod gets the cluster domain as `discovery --domain <domain>` (istio manifests/charts/istio-control/istio-discovery). */
function domainArgument(istiod: KubeObject | undefined): string | undefined {
  for (const container of listOf(fieldsOf(fieldsOf(fieldsOf(istiod?.spec).template).spec).containers)) {
    const args = textsOf(fieldsOf(container).args);
    const index = args.indexOf('--domain');
    if (index >= 0) return args[index + 1];
    const joined = args.find((argument) => argument.startsWith('--domain='));
    if (joined !== undefined) return joined.slice('--domain='.length);
  }
  return undefined;
}

/** A ConfigMap that someone broke must not stop the server. */
function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
