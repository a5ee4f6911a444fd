import { fieldsOf, findObject, type KubeObject } from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';
import { parseAllDocuments } from 'yaml';

/** Drafts laid over the mesh, and the text that each object of theirs was read from. */
export interface Overlay {
  mesh: Mesh;
  texts: ReadonlyMap<KubeObject, string>;
}

/** Why a draft cannot be laid over the mesh: which one, counted from 0, and what is wrong in the parser's words. */
export class DraftError extends Error {
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The mesh as it would be with the drafts applied. A draft of a known object keeps its age, which decides precedence; a new one is the
 * youngest.
 */
export function layDrafts(mesh: Mesh, drafts: readonly string[], createdAt: string): Overlay {
  const texts = new Map<KubeObject, string>();
  for (const [index, text] of drafts.entries()) {
    for (const object of readObjects(text, index)) texts.set(withAge(mesh, object, createdAt), text);
  }
  return { mesh: mesh.with({ put: [...texts.keys()] }), texts };
}

function readObjects(text: string, index: number): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new DraftError(index, error.message);
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    const { apiVersion, kind, metadata, ...rest } = fieldsOf(value);
    const { name, namespace, ...more } = fieldsOf(metadata);
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
      throw new DraftError(index, 'apiVersion, kind and metadata.name are needed');
    }
    return [{ ...rest, apiVersion, kind, metadata: { ...more, name, namespace: typeof namespace === 'string' ? namespace : 'default' } }];
  });
}

function withAge(mesh: Mesh, object: KubeObject, createdAt: string): KubeObject {
  const { namespace = '', name } = object.metadata;
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  const known = findObject(mesh.catalog, `${group}/${object.kind}`, namespace, name);
  return { ...object, metadata: { ...object.metadata, creationTimestamp: known?.metadata.creationTimestamp ?? createdAt } };
}
