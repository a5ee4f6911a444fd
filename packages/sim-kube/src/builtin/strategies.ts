import { crdStrategy } from '../crd/crd-strategy.ts';
import type { Strategy } from '../resource.ts';
import { metadataOf } from '../write/metadata.ts';

/** What is particular about single built-in kinds. */
export const builtinStrategies: Record<string, Partial<Strategy>> = {
  CustomResourceDefinition: crdStrategy,
  Namespace: {
    prepare: (namespace, old) => {
      if (old) return;
      namespace.spec = { finalizers: ['kubernetes'] };
      namespace.status = { phase: 'Active' };
      const metadata = metadataOf(namespace);
      metadata.labels = { ...(typeof metadata.labels === 'object' ? metadata.labels : {}), 'kubernetes.io/metadata.name': metadata.name };
    },
  },
};
