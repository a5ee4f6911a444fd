import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../packages/istio/src/index.ts';

/** The objects of a multi-document YAML text; empty documents are skipped. */
export function parseObjects(text: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS();
    return isKubeObject(value) ? [value] : [];
  });
}

function isKubeObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'apiVersion' in value && 'metadata' in value;
}
