import type { Request } from './exchange.ts';
import type { Workload } from './pod.ts';

/** TLS on the way to an endpoint: none, Istio's mutual TLS, or some other that no sidecar takes. */
export type HopTls = 'none' | 'mutual' | 'other';

/** A request on its way to a pod. */
export interface Delivery {
  request: Request;
  /** The Host header as sent. */
  authority: string;
  /** Where the pod listens. */
  port: number;
  /** What the caller's proxy told about it; undefined when it has none. */
  caller: Workload | undefined;
  callerIp: string;
  tls: HopTls;
}
