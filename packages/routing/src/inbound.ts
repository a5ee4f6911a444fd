import type { MutualTlsMode, ObjectRef, Workload } from '@pidalio/istio';
import type { CheckedToken, ExternalAnswer, Peer } from './credentials.ts';
import type { Stop, UnknownField } from './decision.ts';

/** A request as it arrives at the proxy of a workload. */
export interface InboundRequest {
  workload: Workload & { serviceAccount?: string; address?: string };
  /** Where the pod listens, not the port of a Service. */
  port: number;
  protocol: 'http' | 'grpc' | 'tcp';
  /** Host header as sent. */
  authority: string;
  method: string;
  /** Path with query string. */
  path: string;
  /** Names in lower case. A list is one header sent several times. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  peer: Peer;
  /** Server name the caller asked for in its TLS. */
  sni?: string;
  /** Address of the original client; worked out from the peer and X-Forwarded-For when absent. */
  remoteIp?: string;
  /** What is known of tokens in the request. One that is not listed counts as genuine and in time, which a stop says. */
  tokens?: readonly CheckedToken[];
  /** Claims of a genuine token, where it does not matter how it was sent. */
  claims?: Readonly<Record<string, unknown>>;
  /** What the service behind a CUSTOM policy answers. */
  externalAnswer?: ExternalAnswer;
  /** What nobody knows about the request: not the same as absent. */
  unknown?: readonly InboundUnknown[];
}

/** `claims` stands for tokens too. */
export type InboundUnknown = UnknownField | 'principal' | 'ip' | 'sni' | 'address' | 'external-answer';

/**
 * `refused`: no filter chain takes the connection (plain text under STRICT, mutual TLS under DISABLE). For TCP, `denied` is a connection
 * closed by a policy.
 */
export type InboundOutcome = 'allowed' | 'denied' | 'unauthenticated' | 'refused';

export interface InboundDecision {
  outcome: InboundOutcome;
  /** What the proxy answers by itself; absent when the application does, or nobody. */
  status?: number;
  body?: string;
  responseHeaders?: Readonly<Record<string, string>>;
  /** As in Envoy's access log; empty for none. */
  flags: readonly string[];
  /** Envoy's response code details, where the proxy answers. */
  details?: string;
  mutualTls: { mode: MutualTlsMode; encrypted: boolean; ref?: ObjectRef; path?: string };
  /** The policy or rule that decided. */
  decidedBy?: { ref: ObjectRef; path: string };
  /** What policies with the dry-run annotation would have done. */
  dryRun: { allow?: DryRunResult; deny?: DryRunResult };
  /** Where the application gets the request, if it does. */
  forwarded?: Forwarded;
  stops: readonly Stop[];
  /** Other courses that an unknown field allows. The decision itself is the one in which no rule that may match does match. */
  alternatives?: readonly InboundAlternative[];
}

export interface DryRunResult {
  allowed: boolean;
  /** Envoy's name of the rule, e.g. `ns[default]-policy[p]-rule[0]`. */
  rule?: string;
}

export interface Forwarded {
  path: string;
  headersAdded: Readonly<Record<string, string>>;
  headersRemoved: readonly string[];
  /** Claims of the token that was accepted. */
  claims?: Readonly<Record<string, unknown>>;
  /** Envoy's inbound cluster and the address it calls. */
  cluster: string;
  address: string;
}

export interface InboundAlternative {
  /** Code `AP-MAY-MATCH`: the rule and the unknown field. */
  assumption: Stop;
  decision: InboundDecision;
}
