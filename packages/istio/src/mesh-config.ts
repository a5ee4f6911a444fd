import type { CatalogOptions } from './catalog.ts';
import { readExtensionProvider } from './extension-provider.ts';
import { readRetries } from './http-rule.ts';
import { readIngressOptions } from './ingress-options.ts';
import { readMeshTraffic } from './mesh-traffic.ts';
import { fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './read.ts';

const NORMALIZATIONS = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'] as const;

const EXPORT_DEFAULTS = ['defaultVirtualServiceExportTo', 'defaultDestinationRuleExportTo', 'defaultServiceExportTo'] as const;

/** What routing needs of a MeshConfig (the `mesh` of Istio's ConfigMap, parsed). What it does not say is left to the defaults. */
export function meshConfigOptions(meshConfig: unknown): Partial<CatalogOptions> {
  const fields = fieldsOf(meshConfig);
  const options: Partial<CatalogOptions> = {};
  const { mode } = fieldsOf(fields.outboundTrafficPolicy);
  if (mode === 'ALLOW_ANY' || mode === 'REGISTRY_ONLY') options.outboundTrafficPolicy = mode;
  const normalization = NORMALIZATIONS.find((name) => name === fieldsOf(fields.pathNormalization).normalization);
  if (normalization !== undefined) options.pathNormalization = normalization;
  const rootNamespace = textOf(fields.rootNamespace);
  if (rootNamespace) options.rootNamespace = rootNamespace;
  const trustDomain = textOf(fields.trustDomain);
  if (trustDomain) options.trustDomain = trustDomain;
  for (const name of EXPORT_DEFAULTS) {
    const targets = textsOf(fields[name]);
    if (targets.length > 0) options[name] = targets;
  }
  if (isFields(fields.defaultHttpRetryPolicy)) options.defaultHttpRetryPolicy = readRetries(fields.defaultHttpRetryPolicy);
  const trustedProxies = numberOf(fieldsOf(fieldsOf(fields.defaultConfig).gatewayTopology).numTrustedProxies);
  if (trustedProxies !== undefined) options.numTrustedProxies = trustedProxies;
  const providers = listOf(fields.extensionProviders).flatMap((value) => readExtensionProvider(fieldsOf(value)));
  if (providers.length > 0) options.extensionProviders = providers;
  const ingress = readIngressOptions(fields);
  if (Object.keys(ingress).length > 0) options.ingress = ingress;
  const meshTraffic = readMeshTraffic(fields);
  if (Object.keys(meshTraffic).length > 0) options.meshTraffic = meshTraffic;
  return options;
}
