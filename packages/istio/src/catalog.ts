import type { HttpRetry } from './http-rule.ts';
import type { MeshTraffic } from './mesh-traffic.ts';
import type { KubeObject, ObjectRef } from './object.ts';

/** What a set of objects is read under. All of it comes from MeshConfig or the installation. */
export interface CatalogOptions {
  /** e.g. `1.28`; decides where Istio's versions differ. */
  istioVersion: string;
  rootNamespace: string;
  clusterDomain: string;
  trustDomain: string;
  outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** MeshConfig.pathNormalization. */
  pathNormalization: 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  defaultVirtualServiceExportTo: readonly string[];
  defaultDestinationRuleExportTo: readonly string[];
  defaultServiceExportTo: readonly string[];
  /** For rules without `retries` and services without rules; without it Istio's own default holds. */
  defaultHttpRetryPolicy?: HttpRetry;
  /** What MeshConfig says of traffic to every cluster; without it Istio's defaults hold. */
  meshTraffic?: Partial<MeshTraffic>;
}

export const DEFAULT_OPTIONS: CatalogOptions = {
  istioVersion: '1.28',
  rootNamespace: 'istio-system',
  clusterDomain: 'cluster.local',
  trustDomain: 'cluster.local',
  outboundTrafficPolicy: 'ALLOW_ANY',
  pathNormalization: 'BASE',
  defaultVirtualServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  defaultServiceExportTo: ['*'],
};

/** Group and kind of the objects that a derived table is made of, e.g. `networking.istio.io/Gateway`, `/Service`. */
export type KindKey = string;

export interface CatalogChanges {
  put: readonly KubeObject[];
  /** `group` tells the two kinds named Gateway apart; without it Istio's is meant. */
  remove: readonly (ObjectRef & { group?: string })[];
}

type Store = ReadonlyMap<string, KubeObject>;

/** An immutable set of objects. Tables made from it (`derived`) are computed on first use and shared with later catalogs whose objects are the same. */
export interface Catalog {
  readonly options: CatalogOptions;
  readonly stores: ReadonlyMap<KindKey, Store>;
}

export function buildCatalog(objects: readonly KubeObject[], options: Partial<CatalogOptions> = {}): Catalog {
  const empty: Catalog = { options: { ...DEFAULT_OPTIONS, ...options }, stores: new Map() };
  return withChanges(empty, { put: objects, remove: [] });
}

/** The catalog after some objects were put or removed; copies only the stores of the kinds concerned. */
export function withChanges(catalog: Catalog, changes: CatalogChanges): Catalog {
  const stores = new Map(catalog.stores);
  const copies = new Map<KindKey, Map<string, KubeObject>>();
  const copyOf = (kind: KindKey): Map<string, KubeObject> => {
    const copy = copies.get(kind) ?? new Map(stores.get(kind));
    copies.set(kind, copy);
    stores.set(kind, copy);
    return copy;
  };
  for (const ref of changes.remove) copyOf(kindKeyOfRef(catalog, ref)).delete(`${ref.namespace}/${ref.name}`);
  for (const object of changes.put) {
    copyOf(kindKeyOf(object)).set(`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object);
  }
  return { options: catalog.options, stores };
}

export function objectsOf(catalog: Catalog, kind: KindKey): KubeObject[] {
  return [...(catalog.stores.get(kind)?.values() ?? [])];
}

export function findObject(catalog: Catalog, kind: KindKey, namespace: string, name: string): KubeObject | undefined {
  return catalog.stores.get(kind)?.get(`${namespace}/${name}`);
}

function kindKeyOf(object: KubeObject): KindKey {
  const slash = object.apiVersion.indexOf('/');
  return `${slash < 0 ? '' : object.apiVersion.slice(0, slash)}/${object.kind}`;
}

function kindKeyOfRef(catalog: Catalog, ref: ObjectRef & { group?: string }): KindKey {
  if (ref.group !== undefined) return `${ref.group}/${ref.kind}`;
  if (ref.kind === 'Gateway') return 'networking.istio.io/Gateway';
  for (const kind of catalog.stores.keys()) if (kind.endsWith(`/${ref.kind}`)) return kind;
  return `/${ref.kind}`;
}

interface Node<Value> {
  value?: { of: Value };
  next: WeakMap<object, Node<Value>>;
}

const NO_OBJECTS: Store = new Map();

/**
 * A table computed once per set of objects of the given kinds. The cache is keyed by the stores themselves, so a catalog in which only
 * other kinds changed finds the table of its predecessor, and nothing keeps old catalogs alive.
 */
export function derived<Value>(kinds: readonly KindKey[], compute: (catalog: Catalog) => Value): (catalog: Catalog) => Value {
  const roots = new WeakMap<object, Node<Value>>();
  return (catalog) => {
    let node = child(roots, catalog.options);
    for (const kind of kinds) node = child(node.next, catalog.stores.get(kind) ?? NO_OBJECTS);
    node.value ??= { of: compute(catalog) };
    return node.value.of;
  };
}

/** Reads one object at most once under the same options. */
export function readOnce<Value>(
  read: (object: KubeObject, options: CatalogOptions) => Value,
): (catalog: Catalog, object: KubeObject) => Value {
  const byOptions = new WeakMap<CatalogOptions, WeakMap<KubeObject, { of: Value }>>();
  return ({ options }, object) => {
    let known = byOptions.get(options);
    if (known === undefined) {
      known = new WeakMap();
      byOptions.set(options, known);
    }
    let entry = known.get(object);
    if (entry === undefined) {
      entry = { of: read(object, options) };
      known.set(object, entry);
    }
    return entry.of;
  };
}

function child<Value>(map: WeakMap<object, Node<Value>>, key: object): Node<Value> {
  let node = map.get(key);
  if (node === undefined) {
    node = { next: new WeakMap() };
    map.set(key, node);
  }
  return node;
}
