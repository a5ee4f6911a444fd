import type { KubeObject } from '@pidalio/istio';
import { keeperOf } from './keep.ts';
import type { KubeHttp } from './kube-http.ts';
import { createReflector, type Reflector } from './reflector.ts';
import { apiVersionOf, kindKeyOf, pathOf, type ServedKind } from './served-kind.ts';

export interface KindStore {
  kind: ServedKind;
  reflectors: readonly Reflector[];
  objects: () => readonly KubeObject[];
  get: (namespace: string, name: string) => KubeObject | undefined;
  version: () => number;
}

export interface KindStoreOptions {
  http: KubeHttp;
  kind: ServedKind;
  /** One list per namespace; empty: one list of everything. */
  namespaces: readonly string[];
  fieldSelector?: string;
  onChange: (key: string) => void;
  onState: () => void;
  now: () => number;
}

/** The objects of one kind, from one watch or from one per namespace. */
export function createKindStore({ http, kind, namespaces, fieldSelector, onChange, onState, now }: KindStoreOptions): KindStore {
  const key = kindKeyOf(kind);
  let version = 0;
  let joined: readonly KubeObject[] | null = null;
  const scopes = kind.namespaced && namespaces.length > 0 ? namespaces : [''];
  const reflectors = scopes.map((namespace) =>
    createReflector({
      http,
      path: pathOf(kind, namespace),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      keep: keeperOf(key),
      now,
      onState,
      onChange: () => {
        version += 1;
        joined = null;
        onChange(key);
      },
    }),
  );
  for (const reflector of reflectors) reflector.start();
  return {
    kind,
    reflectors,
    objects: () => {
      joined ??= reflectors.flatMap((reflector) => [...reflector.objects()]);
      return joined;
    },
    get: (namespace, name) => {
      for (const reflector of reflectors) {
        const object = reflector.get(namespace, name);
        if (object !== undefined) return object;
      }
      return undefined;
    },
    version: () => version,
  };
}
