import type { ConnectionPool, HashKey, LoadBalancer, ObjectRef, OutlierDetection, UpstreamTls } from '@pidalio/istio';
import type { CheckedToken, ExternalAnswer, Peer } from './credentials.ts';
import type { RefusalReason } from './refusal.ts';
import type { StopCode } from './stop-codes.ts';

/** Who sends the request. A caller without a proxy obeys no client-side rule. */
export interface Caller {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** `sidecar`, an ingress/egress `gateway` pod (its labels select the Gateway objects), or `none`. */
  proxy: 'sidecar' | 'gateway' | 'none';
  /** The pod's own address, by which ServiceEntries may name it as an endpoint. */
  ip?: string;
  serviceAccount?: string;
  /** `region/zone/subzone` of its node, and the node: they decide which endpoints are near. */
  locality?: string;
  node?: string;
}

/** One request as the caller's proxy sees it. */
export interface RouteRequest {
  caller: Caller;
  /** Host header without port, lower case. */
  host: string;
  /** Host header as sent, if it differs from `host` (a port, upper case): `authority` matches and redirects look at it. */
  authority?: string;
  /** At a gateway's TLS port; `host` when absent. */
  sni?: string;
  /** The port of the service that is called; at a gateway the port of the Gateway server. */
  port: number;
  /** At a gateway: the port of the pod, where it is reached without its Service. */
  listenerPort?: number;
  /** At a gateway's TLS port: a certificate that the client would show, one that the server's CA signed or one of the mesh. */
  clientCertificate?: 'client' | 'mesh';
  protocol: 'http' | 'grpc' | 'tcp';
  method: string;
  /** Path with query string. */
  path: string;
  scheme?: 'http' | 'https';
  /** Names in lower case. A list is one header sent several times; an empty one says that the header was not sent. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  /** Claims of the valid tokens, for gateways that route by `@request.auth.claims`; see RequestAuthentication. */
  claims?: Readonly<Record<string, unknown>>;
  /** At a gateway: who connects to it, what is known of the tokens, and what the service behind a CUSTOM policy says. */
  peer?: Peer;
  tokens?: readonly CheckedToken[];
  externalAnswer?: ExternalAnswer;
  /** What nobody knows about the request (a log line has no headers): not the same as absent. */
  unknown?: readonly UnknownField[];
}

/**
 * `headers`, `labels` (the caller's) and `claims` stand for those that the request does not name, `path` for the whole of it with its query,
 * `query` for the part after the question mark. What a decision says of a path or host that is unknown rests on the value given for it.
 */
export type UnknownField = 'method' | 'path' | 'query' | 'headers' | 'host' | 'labels' | 'claims';

/** A step of the explanation: a stable code, the object and field that decided, and the values compared. */
export interface Stop {
  code: StopCode;
  ref?: ObjectRef;
  /** Field path in `ref`, e.g. `spec.http[0].match[1].headers.end-user`. */
  path?: string;
  values?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where a request goes: Envoy's cluster `outbound|port|subset|host`. */
export interface Cluster {
  host: string;
  port: number;
  /** '' when no subset is named. */
  subset: string;
  /** Namespace and name of the Kubernetes Service behind the host; undefined for hosts of ServiceEntries or unknown ones. */
  service?: { namespace: string; name: string };
  /** Pod labels an endpoint must carry: the Service's selector united with the subset's labels. */
  endpointLabels: Readonly<Record<string, string>>;
  /** False when no such cluster exists (unknown host or subset). */
  exists: boolean;
  /** What the proxy answers then (NC): 503, for routes of the Gateway API 500. */
  missingStatus?: 500 | 503;
}

export interface Destination {
  /** 0..1; the destinations of one route add up to 1. */
  probability: number;
  cluster: Cluster;
  /** Path in the rule, e.g. `spec.http[0].route[1]`. */
  path: string;
  headers: HeaderOperations;
  /** Host header for this destination, where something rewrites it. */
  rewrittenHost?: string;
  /** What requests are hashed by, where a DestinationRule asks for it; requests with the same value go to the same endpoint. */
  hash?: HashKey;
  /** What the caller's proxy knows of the cluster; absent where it has none. */
  settings?: DestinationSettings;
}

/** How a proxy treats a destination; each part names the object and field that decided it. */
export interface DestinationSettings {
  loadBalancer: LoadBalancer;
  connectionPool: ConnectionPool;
  /** The proxy speaks HTTP/2 to it. */
  http2: boolean;
  outlierDetection?: OutlierDetection;
  tls: UpstreamTls;
  /** Percent of healthy endpoints below which all are used; absent = Envoy's 50. */
  panicThreshold?: number;
  endpoints: EndpointSummary;
}

/** Endpoints among the objects given: a mesh read from files may have none. */
export interface EndpointSummary {
  total: number;
  healthy: number;
  /** Healthy ones that get Istio's mutual TLS. */
  mutualTls: number;
  /** Healthy ones that end the connection: plain text meets STRICT, or mutual TLS an endpoint that takes none. */
  refusing: number;
}

export interface HeaderOperations {
  requestSet: Readonly<Record<string, string>>;
  requestAdd: Readonly<Record<string, string>>;
  requestRemove: readonly string[];
  responseSet?: Readonly<Record<string, string>>;
  responseAdd?: Readonly<Record<string, string>>;
  responseRemove?: readonly string[];
}

export interface Mirror {
  /** 0..1 */
  probability: number;
  cluster: Cluster;
  /** What older versions append to the copy's Host header. */
  hostSuffix?: '-shadow';
}

export interface Fault {
  delay?: { probability: number; delayMs: number };
  abort?: { probability: number; status: number; grpc?: boolean };
}

export interface RetryPolicy {
  /** Tries after the first one. */
  attempts: number;
  perTryTimeoutMs?: number;
  retryOn: readonly string[];
  retriableStatusCodes: readonly number[];
  /** First pause between tries, where the rule sets one (Envoy: 25 ms). */
  backoffMs?: number;
  /** A host that failed is left out of the next tries of the same request. */
  avoidsPreviousHosts?: boolean;
  /** Later tries go to localities of other priorities first. */
  remoteLocalities?: boolean;
}

/** What the caller's proxy does with the request after a route matched. */
export type RouteAction =
  | {
      type: 'forward';
      /** TLS that the proxy passes on unread: nothing of the request was looked at, and nothing is retried. */
      passedThrough?: true;
      destinations: readonly Destination[];
      mirrors: readonly Mirror[];
      timeoutMs?: number;
      retries: RetryPolicy;
      rewrittenPath: string;
      rewrittenHost: string;
      /** What the proxy itself puts into the application's answer: leave for an allowed origin (CORS), a cookie to hash by. */
      answerHeaders?: Readonly<Record<string, string>>;
    }
  /** `operations`: the rule's changes to the headers of the answer. */
  | { type: 'redirect'; status: number; location: string; operations?: HeaderOperations }
  /** `headers` are those of a CORS preflight, which no operation of the rule touches. */
  | {
      type: 'direct-response';
      status: number;
      body: string;
      headers?: Readonly<Record<string, string>>;
      operations?: HeaderOperations;
      /** A gateway's policies or token rules refuse the request; as in Envoy's access log. */
      refusal?: { flags: string; details: string };
    }
  /** No rule, no host: `NR` 404, `block_all` 502 (BlackHoleCluster), or passed through unmatched (PassthroughCluster). */
  | { type: 'no-route'; status: 404 }
  | { type: 'blackhole'; status: 502 }
  /** Nothing listens on the port of the gateway, or no server takes the SNI: the connection ends without an HTTP answer. */
  | { type: 'refused'; status: 0; reason: RefusalReason }
  | { type: 'passthrough' }
  /** A caller without a proxy: Kubernetes itself picks any endpoint of the service. */
  | { type: 'plain'; cluster: Cluster };

/** What Istio does with one request, and why. Weights and percentages stay probabilities; `sample` draws one course. */
export interface Decision {
  /** The object whose rule was used; undefined where Istio's default route was. */
  governedBy?: ObjectRef;
  /** Index into `spec.http` of `governedBy` (or `spec.rules` of an HTTPRoute). */
  ruleIndex?: number;
  /** Envoy's route name: `http.name[.match.name]`, '' for an unnamed rule, `default` without a rule. */
  routeName: string;
  /** Envoy's virtual host, e.g. `reviews.default.svc.cluster.local:9080`; `allow_any` and `block_all` for unknown hosts. */
  virtualHost?: string;
  fault: Fault;
  action: RouteAction;
  stops: readonly Stop[];
  /** Other courses that an unknown field allows. The decision itself is the one in which no rule that may match does match. */
  alternatives?: readonly Alternative[];
}

/** What is decided if a rule matches that rests on an unknown field. */
export interface Alternative {
  /** Code `RT-MAY-MATCH`: the rule's object and path, and the unknown field. */
  assumption: Stop;
  decision: Decision;
}

/** One course drawn from a Decision. */
export interface Course {
  /** Injected delay in ms, 0 for none. */
  delayMs: number;
  /** Injected abort; then nothing is sent on. */
  abort?: { status: number; grpc: boolean };
  /** For `forward` and `plain` actions. */
  cluster?: Cluster;
  destination?: Destination;
  mirrors: readonly Cluster[];
}
