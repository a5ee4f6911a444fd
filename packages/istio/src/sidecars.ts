import { type Catalog, derived, objectsByAge, readOnce } from './catalog.ts';
import { selectsLabels } from './selectors.ts';
import { readSidecar, type Sidecar } from './sidecar.ts';

export const SIDECAR_KIND = 'networking.istio.io/Sidecar';

const read = readOnce(readSidecar);

const byNamespace = derived([SIDECAR_KIND], (catalog) => {
  const table = new Map<string, Sidecar[]>();
  for (const object of objectsByAge(catalog, SIDECAR_KIND)) {
    const sidecar = read(catalog, object);
    const list = table.get(sidecar.namespace);
    if (list === undefined) table.set(sidecar.namespace, [sidecar]);
    else list.push(sidecar);
  }
  return table;
});

/**
 * The Sidecar that applies to a workload: one of its namespace that selects it, else the namespace's without selector, else the root
 * namespace's without selector (istio pilot push_context.go getSidecarScope).
 */
export function sidecarFor(catalog: Catalog, namespace: string, labels: Readonly<Record<string, string>>): Sidecar | undefined {
  const own = byNamespace(catalog).get(namespace) ?? [];
  const selecting = own.find((sidecar) => sidecar.workloadSelector !== undefined && selectsLabels(sidecar.workloadSelector, labels));
  if (selecting !== undefined) return selecting;
  const isDefault = (sidecar: Sidecar) => sidecar.workloadSelector === undefined;
  return own.find(isDefault) ?? byNamespace(catalog).get(catalog.options.rootNamespace)?.find(isDefault);
}
