/** One end of a call as Istio's metrics name it. `app` and `version` are canonical service and revision; 'unknown' where Istio says so. */
export interface Peer {
  namespace: string;
  workload: string;
  app: string;
  version: string;
}

export interface ServiceName {
  namespace: string;
  name: string;
}

/** Which proxy counted: the caller's or the callee's. The two see the same requests and are never added up. */
export type Reporter = 'source' | 'destination';

interface Sample {
  reporter: Reporter;
  source: Peer;
  destination: Peer;
  service: ServiceName;
  /** `destination_service`: the FQDN, or the Host header where the host is unknown to the mesh. */
  host: string;
}

/** Rate of one group of `istio_requests_total`. */
export interface RequestSample extends Sample {
  protocol: 'http' | 'grpc';
  code: string;
  /** Envoy's response flags, '-' for none. */
  flags: string;
  /** '' when the call is not gRPC. */
  grpcStatus: string;
  /** `mutual_tls` or `none`; only the destination knows, the source always says `unknown`. */
  security: string;
  /** '' for an unnamed route, and where no Telemetry object asks for the label: Prometheus cannot tell the two apart. */
  routeName: string;
  requestsPerSecond: number;
}

/** A cumulative bucket of a classic histogram as a rate. `leMs` is Infinity for the last. */
export interface Bucket {
  leMs: number;
  perSecond: number;
}

export interface DurationSample extends Sample {
  protocol: 'http' | 'grpc';
  routeName: string;
  buckets: readonly Bucket[];
}

export interface TcpSample extends Sample {
  security: string;
  sentBytesPerSecond: number;
  receivedBytesPerSecond: number;
  openedPerSecond: number;
}

export interface Traffic {
  requests: readonly RequestSample[];
  durations: readonly DurationSample[];
  tcp: readonly TcpSample[];
}

/** Istio writes this for a peer it knows nothing about: a caller without a proxy, a destination that no proxy answered for. */
export const UNKNOWN = 'unknown';
