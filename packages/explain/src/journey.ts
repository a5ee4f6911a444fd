import type { Caller, Cluster, Decision, InboundDecision, RouteRequest, Stop } from '@pidalio/routing';
import type { Workload } from './workload.ts';

/** Who sends, by name: stories and metric series need one. */
export interface Sender extends Caller {
  /** Name of the workload; undefined for a caller outside the mesh. */
  name?: string;
}

/** One request and who sends it. */
export interface JourneyRequest extends RouteRequest {
  caller: Sender;
}

/** The whole way of a request: the caller's side, the connection, and the callee's side for each workload it can reach. */
export interface Journey {
  request: JourneyRequest;
  /** What the caller's proxy decides, and why. */
  caller: Decision;
  /** One per destination and workload behind it; empty when the caller's proxy answers by itself. */
  arrivals: readonly Arrival[];
  /** What the caller gets, the likeliest first; the probabilities add up to 1. */
  outcomes: readonly Outcome[];
  verdict: Verdict;
  /** The end if none of the rules that may match does; the verdict itself where nothing is open. */
  certain: Verdict;
  /** Series in which the request is counted. */
  series: readonly Series[];
  /** The same request under each answer to what is not known of it; empty when everything that matters is known. */
  alternatives: readonly JourneyAlternative[];
}

export interface JourneyAlternative {
  /** The rule that rests on an unknown field, e.g. code `RT-MAY-MATCH` or `AP-MAY-MATCH`. */
  assumption: Stop;
  journey: Journey;
}

/** The request at one workload. */
export interface Arrival {
  /** Index into the destinations of the caller's action. */
  destination: number;
  cluster: Cluster;
  /** Share of the requests that are sent on, 0..1; the arrivals add up to 1. */
  probability: number;
  /** Undefined when no workload behind the cluster is known. */
  workload?: Workload;
  connection: Connection;
  /** What the callee's proxy decides; undefined where it has none. */
  inbound?: InboundDecision;
  stops: readonly Stop[];
}

/** How the two sides meet. */
export interface Connection {
  /** `tls`: what a DestinationRule asks for in place of Istio's own (SIMPLE, MUTUAL). */
  sends: 'mutual-tls' | 'tls' | 'plain-text';
  /** What the callee's proxy takes; null when it has none or nobody knows. */
  accepts: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | null;
  /** The caller's identity as the callee sees it, without `spiffe://`; only with mutual TLS. */
  principal?: string;
  /** The server name in its TLS, by which policies can tell requests; only with mutual TLS. */
  sni?: string;
}

export type OutcomeKind =
  /** An application gets the request, or something outside the mesh does. */
  | 'delivered'
  /** A proxy answers by itself because a rule says so: redirect, direct response, injected abort. */
  | 'answered'
  /** A policy refuses it: authorization, JWT, or plain text at a STRICT port. */
  | 'denied'
  /** No rule or host takes it. */
  | 'no-route'
  /** It has a route that leads nowhere: no such subset, no endpoint, a closed port. */
  | 'unreachable';

export interface Outcome {
  kind: OutcomeKind;
  probability: number;
  /** What the caller sees; null when the application decides. 0 for a connection that ends without an answer. */
  status: number | null;
  /** Envoy's response flags as the caller's proxy logs them, '' for none. */
  flags: string;
  /** Envoy's response-code details. */
  details: string;
  /** Whose doing it is. */
  at: 'caller' | 'callee' | 'outside';
  destination?: { host: string; port: number; subset: string };
  workload?: { namespace: string; name: string };
  /** The stop that decided, if one stop did. */
  stop?: Stop;
}

/** Labels of one time series. */
export interface Series {
  reporter: 'source' | 'destination';
  name: string;
  labels: Readonly<Record<string, string>>;
  probability: number;
}

export type Values = Readonly<Record<string, string | number | boolean | null>>;

/** What it comes to, as data; `describeVerdict` has the words. */
export interface Verdict {
  /** `uncertain`: something unknown of the request decides between several ends. */
  kind: OutcomeKind | 'uncertain';
  code: VerdictCode;
  values: Values;
  because: { code: ReasonCode; values: Values; stop?: Stop };
}

export type VerdictCode =
  | 'ONE-DESTINATION'
  | 'SEVERAL-DESTINATIONS'
  | 'OUTSIDE'
  | 'REDIRECTED'
  | 'ANSWERED'
  | 'ABORTED'
  | 'DENIED'
  | 'NO-ROUTE'
  | 'BLOCKED'
  | 'REFUSED'
  | 'NO-DESTINATION'
  | 'NOBODY-THERE'
  | 'FAILS'
  | 'UNCERTAIN';

export type ReasonCode =
  | 'RULE'
  | 'RULE-AFTER-OTHERS'
  | 'DEFAULT-ROUTE'
  | 'HTTPS-REDIRECT'
  | 'NO-RULE-MATCHES'
  | 'NO-HOST'
  | 'NO-LISTENER'
  | 'NO-PROXY'
  | 'NOT-HTTP'
  | 'CONNECTION-RULE'
  | 'CONNECTION-SERVICE'
  | 'CONNECTION-UNKNOWN'
  | 'POLICY'
  | 'NONE-ALLOWS'
  | 'TOKEN'
  | 'PLAIN-TEXT'
  | 'ONLY-PLAIN-TEXT'
  | 'MISSING-DESTINATION'
  | 'NO-ENDPOINT'
  | 'FAILURE'
  | 'UNKNOWN-FIELD';

/** The same request with one thing different. */
export interface WhatIf {
  code: WhatIfCode;
  values: Values;
  request: JourneyRequest;
  caller: Decision;
  outcomes: readonly Outcome[];
  verdict: Verdict;
}

export type WhatIfCode = 'HEADER-IS' | 'HEADER-ABSENT' | 'PATH-IS' | 'METHOD-IS' | 'QUERY-IS' | 'HOST-IS' | 'CALLER-IS';
