import { type CatalogOptions, fieldsOf, type KubeObject, meshConfigOptions, textOf } from '@pidalio/istio';
import { parse } from 'yaml';

/** The `mesh` of istiod's ConfigMap; '' when there is none. */
export function meshConfigText(configMaps: readonly KubeObject[]): string {
  const found = configMaps.find(({ metadata }) => metadata.namespace === 'istio-system' && metadata.name === 'istio');
  return textOf(fieldsOf(found?.data).mesh) ?? '';
}

/** What cannot be read counts as empty: istiod then stays with its defaults. */
export function meshOptions(text: string): Partial<CatalogOptions> {
  try {
    return meshConfigOptions(parse(text));
  } catch {
    return {};
  }
}
