import type { SourceState } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import type { MeshConfig } from './mesh-config.ts';
import type { ServedKind } from './served-kind.ts';
import type { WriteOptions, Written } from './writes.ts';

export interface Identity {
  name: string;
  groups: string[];
}

export interface KindSchema {
  apiVersion: string;
  kind: string;
  /** `openAPIV3Schema` of the CRD, as the cluster serves it. */
  schema: Readonly<Record<string, unknown>>;
}

export interface AccessQuestion {
  verb: 'get' | 'list' | 'create' | 'update' | 'delete';
  group: string;
  plural: string;
  namespace: string;
  name?: string | undefined;
}

/**
 * The cluster as watches keep it in memory, and the writes to it. A kind is named by its own name (`VirtualService`; Istio's where two
 * groups have one, so `Gateway` is Istio's) or as `group/Kind` (`gateway.networking.k8s.io/Gateway`, `/Service`).
 */
export interface Cluster {
  /** Cached objects, managedFields reduced to who, how and when; none where the cluster does not serve the kind. */
  objects: (kind: string) => readonly KubeObject[];
  /** `namespace` is '' for cluster-scoped kinds. */
  get: (kind: string, namespace: string, name: string) => KubeObject | undefined;
  /** Grows with every change, of one kind or of any. */
  version: (kind?: string) => number;
  /** Called after a change of any object, with the `group/Kind`, and with null when only the state of the source moved. */
  onChange: (listener: (kind: string | null) => void) => () => void;
  state: () => SourceState;
  /** True once everything was listed for the first time. */
  ready: () => boolean;
  /** Istio and Gateway API kinds that the cluster serves. */
  kinds: () => readonly ServedKind[];
  crdSchemas: () => readonly KindSchema[];
  meshConfig: () => MeshConfig;
  /** e.g. `1.28.0`; null when neither istiod nor a proxy is seen. */
  istioVersion: () => string | null;
  identity: () => Promise<Identity>;
  can: (question: AccessQuestion) => Promise<boolean>;
  /** One object straight from the API server; null when it does not exist. */
  read: (kind: ServedKind, namespace: string, name: string) => Promise<KubeObject | null>;
  /** Refusals reject with a KubeError. */
  create: (kind: ServedKind, object: KubeObject, options?: WriteOptions) => Promise<Written>;
  /** PUT of the whole object; `metadata.resourceVersion` is what it was read at. */
  update: (kind: ServedKind, object: KubeObject, options?: WriteOptions) => Promise<Written>;
  remove: (
    kind: ServedKind,
    target: { namespace: string; name: string; uid?: string | undefined; resourceVersion?: string | undefined },
    options?: WriteOptions,
  ) => Promise<Written>;
  /** Objects of a kind that is not watched (records), straight from the API server. */
  list: (kind: ServedKind, namespace: string, labelSelector: string) => Promise<KubeObject[]>;
  start: () => void;
  stop: () => Promise<void>;
}
