import { fieldsOf, type KubeObject, listOf, textMapOf, textOf, textsOf } from '@pidalio/istio';
import { parse } from 'yaml';

/** What the mesh is configured with as a whole. */
export interface MeshConfig {
  trustDomain: string;
  clusterDomain: string;
  rootNamespace: string;
  outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  defaultVirtualServiceExportTo: readonly string[];
  defaultDestinationRuleExportTo: readonly string[];
  defaultServiceExportTo: readonly string[];
}

export function meshConfigName(revision: string | undefined): string {
  return revision === undefined || revision === '' || revision === 'default' ? 'istio' : `istio-${revision}`;
}

/** Reads the ConfigMap `istio[-rev]`. What it does not say has Istio's defaults (istio pkg/config/mesh DefaultMeshConfig). */
export function readMeshConfig(configMap: KubeObject | undefined, istiod: KubeObject | undefined, istioNamespace: string): MeshConfig {
  const mesh = fieldsOf(parseYaml(textMapOf(configMap?.data).mesh ?? ''));
  return {
    trustDomain: textOf(mesh.trustDomain) ?? 'cluster.local',
    clusterDomain: textOf(mesh.clusterDomain) ?? domainArgument(istiod) ?? 'cluster.local',
    rootNamespace: textOf(mesh.rootNamespace) ?? istioNamespace,
    outboundTrafficPolicy: fieldsOf(mesh.outboundTrafficPolicy).mode === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY',
    defaultVirtualServiceExportTo: exportTo(mesh.defaultVirtualServiceExportTo),
    defaultDestinationRuleExportTo: exportTo(mesh.defaultDestinationRuleExportTo),
    defaultServiceExportTo: exportTo(mesh.defaultServiceExportTo),
  };
}

function exportTo(value: unknown): string[] {
  const targets = textsOf(value);
  return targets.length > 0 ? targets : ['*'];
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
