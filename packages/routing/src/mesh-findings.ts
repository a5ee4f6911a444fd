import { allVirtualServices, type Catalog, derived, fieldsOf, findObject, type KubeObject, listOf, objectsOf } from '@pidalio/istio';
import type { MeshFinding } from './finding-sink.ts';
import type { Mesh } from './mesh.ts';
import { FINDING_KINDS, findInObject } from './object-findings.ts';

/**
 * What the engine cannot take as it stands: what Istio cannot read, ignores, or cannot do at the same time. Worked out when it is asked
 * for; an object that did not change is not looked at again.
 */
export function meshFindings({ catalog }: Mesh): readonly MeshFinding[] {
  return findings(catalog);
}

const VIRTUAL_SERVICE = 'networking.istio.io/VirtualService';

const byObject = derived([], () => new WeakMap<KubeObject, readonly MeshFinding[]>());

const findings = derived(FINDING_KINDS, (catalog): readonly MeshFinding[] => {
  const known = byObject(catalog);
  const alone = FINDING_KINDS.flatMap((kind) =>
    objectsOf(catalog, kind).flatMap((object) => {
      const found = known.get(object) ?? findInObject(kind, object, catalog.options.rootNamespace);
      known.set(object, found);
      return found;
    }),
  );
  return [...alone, ...missingDelegates(catalog)];
});

function missingDelegates(catalog: Catalog): MeshFinding[] {
  return allVirtualServices(catalog).flatMap(({ ref, http }) =>
    http.flatMap(({ delegate, path }): MeshFinding[] => {
      if (delegate === undefined) return [];
      const object = findObject(catalog, VIRTUAL_SERVICE, delegate.namespace, delegate.name);
      const hosts = listOf(fieldsOf(object?.spec).hosts);
      return object !== undefined && hosts.length === 0
        ? []
        : [{ code: 'MF-NO-DELEGATE', ref, path: `${path}.delegate`, values: delegate }];
    }),
  );
}
