import {
  type Arrival,
  type FilterChain,
  type InboundPort,
  type InboundTarget,
  inboundPort,
  matchFilterChains,
  PLAIN_HTTP_ALPN,
} from '@pidalio/istio';
import type { Stop } from './decision.ts';
import type { Mesh } from './mesh.ts';
import type { RefusalReason } from './refusal.ts';

/** A connection that reaches a workload with a sidecar. */
export interface InboundConnection {
  workload: { namespace: string; labels: Readonly<Record<string, string>>; ip?: string };
  /** Where the pod listens, not the port of a Service. */
  port: number;
  /** Absent: plain bytes. `mesh`: with a certificate of the mesh. */
  tls?: { alpn: readonly string[]; mesh: boolean };
  /** What is sent: inside TLS if there is any. */
  protocol: 'bytes' | 'http';
}

/** What the workload's proxy makes of it, before any policy for requests or connections is asked. */
export interface InboundConnectionDecision {
  /** Envoy's name of the filter chain. */
  filterChain?: string;
  action: /** `cluster` is Envoy's, `virtualHost` that of HTTP. */
    | { type: 'bytes'; cluster: string }
    | { type: 'http'; cluster: string; virtualHost: string }
    /** The port reads HTTP, and this is none. */
    | { type: 'not-http' }
    | { type: 'refused'; reason: Extract<RefusalReason, 'no-filter-chain' | 'certificate-wanted'> };
  stops: readonly Stop[];
}

/** Mutual TLS and the protocol of the port decide which filter chain takes a connection (istio pilot core/listener_inbound.go). */
export function explainInboundConnection({ catalog }: Mesh, connection: InboundConnection): InboundConnectionDecision {
  const { workload, port, tls, protocol } = connection;
  const inbound = inboundPort(catalog, workload, port);
  const { known, mode, from } = inbound;
  const stops: Stop[] = [
    known === undefined
      ? { code: 'TC-UNKNOWN-PORT', values: { port } }
      : { code: 'TC-KNOWN-PORT', ref: known.ref, values: { port, protocol: known.protocol } },
    { code: 'TL-MODE', ...from, values: { mode, port } },
  ];
  const [chain] = matchFilterChains(inbound.chains, arrivalAt(inbound, connection));
  if (chain === undefined) {
    stops.push({ code: 'TL-REFUSED', ...from, values: { mode, port } });
    return { action: { type: 'refused', reason: 'no-filter-chain' }, stops };
  }
  const filterChain = nameOf(inbound, chain, port);
  if (chain.target.mutualTls && tls?.mesh !== true) {
    stops.push({ code: 'TL-REFUSED', ...from, values: { mode, port } });
    return { filterChain, action: { type: 'refused', reason: 'certificate-wanted' }, stops };
  }
  const cluster = known === undefined ? 'InboundPassthroughCluster' : `inbound|${port}||`;
  if (!chain.target.http) return { filterChain, action: { type: 'bytes', cluster }, stops };
  if (protocol !== 'http' || (tls !== undefined && !chain.target.mutualTls)) {
    stops.push({ code: 'TC-NOT-HTTP' });
    return { filterChain, action: { type: 'not-http' }, stops };
  }
  return { filterChain, action: { type: 'http', cluster, virtualHost: `inbound|http|${known?.servicePort ?? 0}` }, stops };
}

/** TLS and HTTP are looked for only on ports where some chain asks for them. */
function arrivalAt({ chains }: InboundPort, { tls, protocol }: InboundConnection): Arrival {
  const readsTls = chains.some(({ transportProtocol }) => transportProtocol === 'tls');
  if (tls !== undefined && readsTls) return { ip: '', transport: 'tls', applicationProtocols: tls.alpn };
  const isHttp = tls === undefined && protocol === 'http';
  return { ip: '', transport: 'raw_buffer', applicationProtocols: isHttp ? PLAIN_HTTP_ALPN : [] };
}

function nameOf({ known }: InboundPort, { target }: FilterChain<InboundTarget>, port: number): string {
  if (known !== undefined) return `0.0.0.0_${port}`;
  return target.http ? 'virtualInbound-catchall-http' : 'virtualInbound';
}
