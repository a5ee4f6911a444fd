/** A kind as the API server serves it. */
export interface ServedKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

export function apiVersionOf({ group, version }: ServedKind): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `group/Kind`; the core group is empty: `/Service`. */
export function kindKeyOf({ group, kind }: { group: string; kind: string }): string {
  return `${group}/${kind}`;
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `/apis/networking.istio.io/v1/namespaces/default/virtualservices[/name]`; without a namespace, across all of them. */
export function pathOf(served: ServedKind, namespace: string, name?: string): string {
  const root = served.group === '' ? `/api/${served.version}` : `/apis/${served.group}/${served.version}`;
  const scope = served.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const tail = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${served.plural}${tail}`;
}

/** Kinds of that name, Istio's first; `Kind.group`, as kubectl writes it, means one. */
export function findKind(kinds: readonly ServedKind[], name: string): ServedKind[] {
  const found = kinds.filter(({ kind, group }) => kind === name || `${kind}.${group}` === name);
  return found.sort((a, b) => Number(b.group.endsWith('istio.io')) - Number(a.group.endsWith('istio.io')));
}
