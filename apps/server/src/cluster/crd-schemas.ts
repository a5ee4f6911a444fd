import { fieldsOf, isFields, type KubeObject, listOf } from '@pidalio/istio';
import type { KindSchema } from './cluster.ts';
import { apiVersionOf, type ServedKind } from './served-kind.ts';

/** Schemas of the kinds as served, out of the cluster's own CRDs. */
export function readCrdSchemas(crds: readonly KubeObject[], kinds: readonly ServedKind[]): KindSchema[] {
  const specs = new Map(crds.map((crd) => [crd.metadata.name, fieldsOf(crd.spec)]));
  return kinds.flatMap((kind) => {
    const spec = specs.get(`${kind.plural}.${kind.group}`);
    const version = listOf(spec?.versions)
      .map(fieldsOf)
      .find(({ name }) => name === kind.version);
    const schema = fieldsOf(version?.schema).openAPIV3Schema;
    return isFields(schema) ? [{ apiVersion: apiVersionOf(kind), kind: kind.kind, schema }] : [];
  });
}
