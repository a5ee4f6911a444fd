import type { IncomingMessage, ServerResponse } from 'node:http';

/** Anything JSON can hold under string keys. */
export type JsonObject = { [key: string]: unknown };

/** A Kubernetes object. Structurally open: only what every kind has is typed. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: unknown;
  status?: unknown;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
  [field: string]: unknown;
}

/** What a write may be given: the name may come from `generateName`, the rest from the server. */
export interface NewObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; generateName?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Names a resource as URLs do; `group` is '' for the core group. */
export interface ResourceId {
  group: string;
  version: string;
  plural: string;
}

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** `meta/v1` Status, the body of every error. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: JsonObject;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: { name?: string; group?: string; kind?: string; uid?: string; causes?: StatusCause[]; retryAfterSeconds?: number };
  code?: number;
}

export interface UserInfo {
  username: string;
  groups: string[];
  uid?: string;
  extra?: Record<string, string[]>;
}

/** What a request wants to do with a resource, as access reviews spell it. */
export interface ResourceAttributes {
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

export interface AdmissionReview {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** The object as it would be stored; a hook may return a changed copy. Absent on DELETE. */
  object?: KubeObject;
  /** What is stored now. Absent on CREATE. */
  oldObject?: KubeObject;
  resource: ResourceId;
  subresource?: string;
  user: UserInfo;
  dryRun: boolean;
}

export type AdmissionAnswer =
  | { allowed: true; object?: KubeObject; warnings?: string[] }
  | { allowed: false; status?: number; message: string; reason?: string; causes?: StatusCause[] };

export type AdmissionHook = (review: AdmissionReview) => AdmissionAnswer;

export interface PodLogOptions {
  container: string;
  tailLines?: number;
  /** RFC 3339 */
  sinceTime?: string;
  follow: boolean;
  timestamps?: boolean;
}

export interface KubeApiOptions {
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
  /** Bearer tokens. When given, a request without a valid one gets 401; when absent everybody is `system:admin`. */
  tokens?: Record<string, { username: string; groups: string[] }>;
  version?: { major: string; minor: string; gitVersion: string };
  /** Asked for every request for a resource; without it everything is allowed. A string says why not. */
  authorizer?: (user: UserInfo, attributes: ResourceAttributes) => true | string;
  /** Decides by the Role and binding objects instead, and starts with those that every cluster has. Not together with `authorizer`. */
  rbac?: boolean;
  /** Mutating webhooks: called in order for every write, after decoding and defaulting, before validation. */
  admission?: AdmissionHook[];
  /** Validating webhooks: called after the schema and the API server's own rules have passed; what they change is ignored. */
  validatingAdmission?: AdmissionHook[];
  /** Lines of a container's log, without line ends. With `follow` the iterable may go on for ever; it is returned (closed) with the connection. */
  podLogs?: (pod: KubeObject, options: PodLogOptions) => AsyncIterable<string> | Iterable<string>;
  /** In [0, 1); used for generated names, uids and cluster IPs. Default `Math.random`. */
  random?: () => number;
}

/** Requests that a fault strikes; what is not said may be anything. */
export interface RequestMatch {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  verbs?: string[];
  group?: string;
  plural?: string;
  namespace?: string;
}

export interface FaultRule {
  match?: RequestMatch;
  /** Share of the requests, in [0, 1]; default all. */
  probability?: number;
  /** How often it strikes; default without end. */
  times?: number;
  effect:
    | { kind: 'latency'; ms: number }
    /** An error in place of an answer: 429 (with Retry-After), 500, 503 and the like. */
    | { kind: 'status'; code: number; retryAfterSeconds?: number }
    /** 410: the revision or continue token that the request starts from is said to be gone. Requests without one pass. */
    | { kind: 'gone' }
    /** The connection breaks: a request's before it is answered, a watch's after some events. */
    | { kind: 'reset'; afterEvents?: number };
}

/** Faults on demand. The in-process client never meets them. */
export interface FaultInjector {
  /** Returns what ends the fault. */
  add(rule: FaultRule): () => void;
  rules(): FaultRule[];
  /** Ends all faults, a partition too. */
  clear(): void;
  /** Breaks the connections of all open watches. */
  dropWatches(): void;
  /** Forgets all history: what starts from an older revision gets 410. */
  compact(): void;
  /** Until `heal`, requests wait and open watches are silent, as when packets are lost. */
  partition(): void;
  heal(): void;
}

export interface KubeApi {
  faults: FaultInjector;
  /** The HTTP API; the caller makes the HTTP or HTTPS server. */
  handler: (req: IncomingMessage, res: ServerResponse) => void;
  /** An in-process client with the same semantics, through the same code. */
  client: KubeClient;
  /** Ends watches and timers. */
  close(): void;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface WriteOptions {
  fieldManager?: string;
  dryRun?: boolean;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  subresource?: string;
}

export interface PatchOptions extends WriteOptions {
  type: 'merge' | 'json' | 'strategic' | 'apply';
  force?: boolean;
}

export interface DeleteOptions {
  propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  gracePeriodSeconds?: number;
  dryRun?: boolean;
}

export interface WatchOptions extends ListOptions {
  /** Start after this revision; without it everything that exists comes first as ADDED. */
  resourceVersion?: string;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
}

/** A resource as discovery lists it. */
export interface DiscoveredResource extends ResourceId {
  kind: string;
  namespaced: boolean;
}

/** Every refused call rejects with a `KubeStatusError`. Objects handed out are copies. */
export interface KubeClient {
  /** Everything that can be listed now, each in its preferred version. */
  resources(): Promise<DiscoveredResource[]>;
  list(resource: ResourceId, options?: ListOptions): Promise<{ items: KubeObject[]; resourceVersion: string }>;
  get(resource: ResourceId, namespace: string | undefined, name: string): Promise<KubeObject>;
  create(resource: ResourceId, namespace: string | undefined, object: NewObject, options?: WriteOptions): Promise<KubeObject>;
  update(resource: ResourceId, namespace: string | undefined, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** A JSON patch is a list of operations; the others are (partial) objects. */
  patch(
    resource: ResourceId,
    namespace: string | undefined,
    name: string,
    patch: JsonObject | readonly JsonObject[],
    options: PatchOptions,
  ): Promise<KubeObject>;
  delete(resource: ResourceId, namespace: string | undefined, name: string, options?: DeleteOptions): Promise<void>;
  /** Events in order, each exactly once, until the returned function is called. */
  watch(resource: ResourceId, options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
}
