import { buildCatalog, type Catalog, type CatalogChanges, type CatalogOptions, type KubeObject, withChanges } from '@pidalio/istio';

/** A set of resources, indexed on first use; immutable. */
export interface Mesh {
  readonly catalog: Catalog;
  /** The mesh after some objects were put or removed. Everything that does not depend on their kinds is shared. */
  with(changes: Partial<CatalogChanges>): Mesh;
}

/** Resources in any order and state; what Istio would reject or ignore is ignored. */
export function buildMesh(resources: readonly KubeObject[], options: Partial<CatalogOptions> = {}): Mesh {
  return meshOf(buildCatalog(resources, options));
}

function meshOf(catalog: Catalog): Mesh {
  return { catalog, with: ({ put = [], remove = [] }) => meshOf(withChanges(catalog, { put, remove })) };
}
