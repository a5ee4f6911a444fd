import { compareAge } from './age-order.ts';
import type { ExtensionProvider } from './extension-provider.ts';
import type { HttpRetry } from './http-rule.ts';
import type { IngressOptions } from './ingress-options.ts';
import type { MeshTraffic } from './mesh-traffic.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { fieldsOf } from './read.ts';
import { hasRule } from './versions.ts';

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
  /** MeshConfig.extensionProviders that CUSTOM policies can ask. */
  extensionProviders?: readonly ExtensionProvider[];
  /** defaultConfig.gatewayTopology.numTrustedProxies: how many entries of X-Forwarded-For are our own proxies'. */
  numTrustedProxies?: number;
  /** What MeshConfig says of Kubernetes Ingresses; without it Istio's defaults hold. */
  ingress?: Partial<IngressOptions>;
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

/** Stands for a kind where a table rests only on which objects there are and their `spec.hosts`, not on what else they say. */
export function namesOf(kind: KindKey): KindKey {
  return `${kind}${NAMES}`;
}

const NAMES = '#names';

export interface CatalogChanges {
  put: readonly KubeObject[];
  /** `group` tells the two kinds named Gateway apart; without it Istio's is meant. */
  remove: readonly (ObjectRef & { group?: string })[];
}

/** The objects of one kind by `namespace/name`. */
interface Store {
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Oldest first; sorted when it is first asked for, and kept sorted by the stores made from this one. */
  byAge?: readonly KubeObject[];
  /** The same in stores that hold objects of the same names with the same `spec.hosts`. */
  readonly names: object;
}

/** An immutable set of objects. Tables made from it (`derived`) are computed on first use and shared with later catalogs whose objects are the same. */
export interface Catalog {
  readonly options: CatalogOptions;
  readonly stores: ReadonlyMap<KindKey, Store>;
}

export function buildCatalog(objects: readonly KubeObject[], options: Partial<CatalogOptions> = {}): Catalog {
  const empty: Catalog = { options: asOfVersion({ ...DEFAULT_OPTIONS, ...options }), stores: new Map() };
  return withChanges(empty, { put: objects, remove: [] });
}

function asOfVersion(options: CatalogOptions): CatalogOptions {
  if (hasRule(options, 'default-export-lists')) return options;
  const alone = (targets: readonly string[]): readonly string[] => (targets.includes('.') ? ['.'] : targets);
  return {
    ...options,
    defaultVirtualServiceExportTo: alone(options.defaultVirtualServiceExportTo),
    defaultServiceExportTo: alone(options.defaultServiceExportTo),
  };
}

/** The catalog after some objects were put or removed; copies only the stores of the kinds concerned. */
export function withChanges(catalog: Catalog, changes: CatalogChanges): Catalog {
  const drafts = new Map<KindKey, StoreDraft>();
  const draftOf = (kind: KindKey): StoreDraft => {
    const draft = drafts.get(kind) ?? { objects: new Map(catalog.stores.get(kind)?.objects), gone: [], come: [], sameNames: true };
    drafts.set(kind, draft);
    return draft;
  };
  for (const ref of changes.remove) setObject(draftOf(kindKeyOfRef(catalog, ref)), `${ref.namespace}/${ref.name}`, undefined);
  for (const object of changes.put) setObject(draftOf(kindKeyOf(object)), keyOf(object), object);
  const stores = new Map(catalog.stores);
  const changed = new Set<KindKey>();
  for (const [kind, draft] of drafts) {
    const base = catalog.stores.get(kind);
    const store = storeOf(draft, base);
    stores.set(kind, store);
    changed.add(kind);
    if (store.names !== base?.names) changed.add(namesOf(kind));
  }
  const next: Catalog = { options: catalog.options, stores };
  for (const inherit of tables) inherit(catalog, next, changed);
  return next;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

interface StoreDraft {
  objects: Map<string, KubeObject>;
  gone: KubeObject[];
  come: KubeObject[];
  sameNames: boolean;
}

function setObject(draft: StoreDraft, key: string, object: KubeObject | undefined): void {
  const before = draft.objects.get(key);
  if (before !== undefined) draft.gone.push(before);
  if ((before === undefined) !== (object === undefined) || hostsIn(before) !== hostsIn(object)) draft.sameNames = false;
  if (object === undefined) {
    draft.objects.delete(key);
  } else {
    draft.come.push(object);
    draft.objects.set(key, object);
  }
}

function hostsIn(object: KubeObject | undefined): string {
  return JSON.stringify(fieldsOf(object?.spec).hosts) ?? '';
}

/** More changes than this are sorted anew. */
const FEW = 64;

function storeOf({ objects, gone, come, sameNames }: StoreDraft, base: Store | undefined): Store {
  const names = sameNames && base !== undefined ? base.names : {};
  if (base?.byAge === undefined || gone.length + come.length > FEW) return { objects, names };
  const left = new Set(gone);
  const byAge = base.byAge.filter((object) => !left.has(object));
  // Of one name only what was put last has stayed.
  const stayed = new Set(come.filter((object) => objects.get(keyOf(object)) === object));
  for (const object of stayed) byAge.splice(placeByAge(byAge, object), 0, object);
  return { objects, names, byAge };
}

/** The index at which an object keeps a list sorted. */
function placeByAge(byAge: readonly KubeObject[], object: KubeObject): number {
  let low = 0;
  let high = byAge.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = byAge[middle];
    if (other !== undefined && compareAge(other, object) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The objects of a kind, in no particular order. */
export function objectsOf(catalog: Catalog, kind: KindKey): KubeObject[] {
  return [...(catalog.stores.get(kind)?.objects.values() ?? [])];
}

/** The objects of a kind, oldest first. */
export function objectsByAge(catalog: Catalog, kind: KindKey): readonly KubeObject[] {
  const store = catalog.stores.get(kind);
  if (store === undefined) return [];
  store.byAge ??= [...store.objects.values()].sort(compareAge);
  return store.byAge;
}

export function findObject(catalog: Catalog, kind: KindKey, namespace: string, name: string): KubeObject | undefined {
  return catalog.stores.get(kind)?.objects.get(`${namespace}/${name}`);
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

interface Cell<Value> {
  value?: { of: Value };
}

/** Tells a table that a catalog was made from another, and which kinds differ. */
type Inherit = (from: Catalog, to: Catalog, changed: ReadonlySet<KindKey>) => void;

const tables: Inherit[] = [];

/**
 * A table computed once per set of objects of the given kinds. A catalog in which only other kinds changed shares the table of its
 * predecessor, computed or not, and nothing keeps old catalogs alive.
 */
export function derived<Value>(kinds: readonly KindKey[], compute: (catalog: Catalog) => Value): (catalog: Catalog) => Value {
  const cells = new WeakMap<Catalog, Cell<Value>>();
  const cellOf = (catalog: Catalog): Cell<Value> => {
    let cell = cells.get(catalog);
    if (cell === undefined) {
      cell = {};
      cells.set(catalog, cell);
    }
    return cell;
  };
  tables.push((from, to, changed) => {
    if (!kinds.some((kind) => changed.has(kind))) cells.set(to, cellOf(from));
  });
  return (catalog) => {
    const cell = cellOf(catalog);
    cell.value ??= { of: compute(catalog) };
    return cell.value.of;
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
