/** The recorded cases, as far as they are read: one mesh, one proxy, requests and what Envoy did with them. */
export interface EnvoyFile {
  bases: Readonly<Record<string, string>>;
  cases: readonly EnvoyCase[];
}

export interface EnvoyCase {
  id: string;
  base: readonly string[];
  config: string;
  proxy: { type: 'sidecar' | 'gateway'; namespace: string; labels: Readonly<Record<string, string>>; serviceAccount?: string };
  meshConfig?: string;
  /** Envoy refuses what Istio made of the configuration. */
  rejectedByEnvoy?: unknown;
  clusterConfig?: unknown;
  unreachableClustersContaining?: readonly string[];
  sequential?: boolean;
  requests?: readonly { request: EnvoyRequest; expect: Expectation }[];
}

export interface EnvoyRequest {
  method: string;
  authority: string;
  path: string;
  port: number;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  tls?: { sni?: string; clientCert?: unknown };
  tcp?: boolean;
  /** The peer: its mTLS identity without `spiffe://` (absent = plain text) and address. */
  from?: { principal?: string; ip?: string };
  parallel?: number;
  upstream?: {
    respond?: { status?: number; headers?: Readonly<Record<string, string>> };
    fail?: { times: number; with: string; onlyClustersContaining?: string };
  };
}

interface Received {
  path: string;
  authority: string;
  headersAdded?: Readonly<Record<string, string>>;
  headersRemoved?: readonly string[];
}

export interface Expectation {
  status?: number;
  statusProbability?: Readonly<Record<string, number>>;
  flags?: string;
  details?: string;
  routeName?: string;
  virtualHost?: string;
  clusters?: Readonly<Record<string, number>>;
  upstream?: Received;
  upstreamByCluster?: Readonly<Record<string, Received>>;
  responseHeaders?: Readonly<Record<string, string>>;
  responseHeadersByCluster?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  responseHeadersRemoved?: readonly string[];
  location?: string;
  body?: string;
  mirrors?: readonly { cluster: string; percent: number; upstream?: Received }[];
  fault?: { delay?: { ms?: number; percent: number }; abort?: { percent: number; httpStatus?: number; grpcStatus?: number } };
  statuses?: readonly number[];
  attempts?: number;
  delayMs?: number;
  hashPolicy?: readonly unknown[];
  timeoutMs?: number;
  retries?: ExpectedRetries;
  connection?: string;
  [other: string]: unknown;
}

export interface ExpectedRetries {
  numRetries?: number;
  retryOn?: string;
  retriableStatusCodes?: readonly number[];
  perTryTimeoutMs?: number;
  hostPredicate?: readonly string[];
  retryPriority?: string;
}
