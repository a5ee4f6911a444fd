import type { Locality } from './locality.ts';
import type { MutualTls } from './mutual-tls-mode.ts';
import type { ObjectRef } from './object.ts';

/** One address behind a service, as the control plane knows it. */
export interface Endpoint {
  /** The Pod, WorkloadEntry, EndpointSlice or ServiceEntry that it was made from. */
  ref: ObjectRef;
  /** An IP address, or a name for services that are resolved by DNS. */
  address: string;
  port: number;
  namespace: string;
  /** With the topology labels that Istio adds. */
  labels: Readonly<Record<string, string>>;
  locality: Locality;
  weight: number;
  healthy: boolean;
  /** Whether it can take Istio's mutual TLS: `istio` or `disabled` (label `security.istio.io/tlsMode`). */
  tlsMode: string;
  /** SPIFFE identity; undefined when it has none. */
  identity?: string;
  node?: string;
}

export type TlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

/** An endpoint as one caller's proxy sees it. */
export interface ClusterEndpoint extends Endpoint {
  /** How the caller speaks to it. */
  tls: TlsMode;
  /** What the endpoint's own proxy takes, if it has one: plain text to STRICT and mutual TLS to DISABLE end in a reset. */
  accepts: MutualTls;
}
