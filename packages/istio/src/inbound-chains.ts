import type { Catalog } from './catalog.ts';
import { type FilterChain, PLAIN_HTTP_ALPN } from './filter-chain.ts';
import { type GatewayProxy, servicesBehind, targetOf } from './gateway-ports.ts';
import { type MutualTlsMode, workloadMutualTls } from './mutual-tls-mode.ts';
import type { ObjectRef } from './object.ts';
import { fieldsOf, listOf, numberOf, textOf } from './read.ts';
import { type PortProtocol, protocolNamed } from './service.ts';
import { sidecarFor } from './sidecars.ts';

/** What a sidecar does with the connections that reach its workload and that a filter chain takes. */
export interface InboundTarget {
  /** Read as HTTP, else passed on as bytes. */
  http: boolean;
  /** Ends Istio's mutual TLS. */
  mutualTls: boolean;
}

/** The inbound side of a sidecar for one port. */
export interface InboundPort {
  mode: MutualTlsMode;
  /** What says so; absent for Istio's default. */
  from?: { ref: ObjectRef; path: string };
  /** The Service or Sidecar that makes the port known; absent: passed through as it comes. */
  known?: { ref: ObjectRef; protocol: PortProtocol; servicePort: number };
  chains: readonly FilterChain<InboundTarget>[];
}

/** The chains for a port of the workload's pod (istio pilot core/listener_inbound.go). */
export function inboundPort(catalog: Catalog, workload: GatewayProxy, port: number): InboundPort {
  const { mode, from } = workloadMutualTls(catalog, workload.namespace, workload.labels, port);
  const known = knownPort(catalog, workload, port);
  const chains = CHAINS[kindOf(known?.protocol)][mode];
  return { mode, ...(from === undefined ? {} : { from }), ...(known === undefined ? {} : { known }), chains };
}

/** A Sidecar with ingress listeners replaces what Services say; the oldest Service of a port decides its protocol. */
function knownPort(catalog: Catalog, workload: GatewayProxy, port: number): InboundPort['known'] {
  const sidecar = sidecarFor(catalog, workload.namespace, workload.labels);
  const ingress = listOf(fieldsOf(sidecar?.object.spec).ingress).map((listener) => fieldsOf(fieldsOf(listener).port));
  if (sidecar !== undefined && ingress.length > 0) {
    const declared = ingress.find(({ number }) => numberOf(number) === port);
    if (declared === undefined) return undefined;
    const { protocol } = protocolNamed((textOf(declared.protocol) ?? '').toLowerCase()) ?? { protocol: 'auto' };
    return { ref: sidecar.ref, protocol, servicePort: port };
  }
  for (const service of servicesBehind(catalog, workload)) {
    const own = service.ports.find((candidate) => candidate.protocol !== 'udp' && targetOf(catalog, service, candidate) === port);
    if (own !== undefined) return { ref: service.ref, protocol: own.protocol, servicePort: own.number };
  }
  return undefined;
}

type Kind = 'http' | 'auto' | 'tcp';

function kindOf(protocol: PortProtocol | undefined): Kind {
  if (protocol === undefined || protocol === 'auto') return 'auto';
  return protocol === 'http' || protocol === 'grpc' ? 'http' : 'tcp';
}

const MESH_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'] as const;
const MESH_TCP = ['istio-peer-exchange', 'istio'] as const;

function chain(
  transportProtocol: 'raw_buffer' | 'tls',
  applicationProtocols: readonly string[],
  target: InboundTarget,
): FilterChain<InboundTarget> {
  return { sniHosts: [], cidrs: [], transportProtocol, applicationProtocols, target };
}

const BYTES: InboundTarget = { http: false, mutualTls: false };
const HTTP: InboundTarget = { http: true, mutualTls: false };
const MESH_BYTES: InboundTarget = { http: false, mutualTls: true };
const MESH_WITH_HTTP: InboundTarget = { http: true, mutualTls: true };

/** istio pilot core/filterchain_options.go getFilterChainMatchOptions. */
const CHAINS: Readonly<Record<Kind, Readonly<Record<MutualTlsMode, readonly FilterChain<InboundTarget>[]>>>> = {
  http: {
    STRICT: [chain('tls', [], MESH_WITH_HTTP)],
    PERMISSIVE: [chain('tls', [...MESH_TCP, ...MESH_HTTP], MESH_WITH_HTTP), chain('raw_buffer', [], HTTP)],
    DISABLE: [chain('raw_buffer', [], HTTP)],
  },
  auto: {
    STRICT: [chain('tls', MESH_HTTP, MESH_WITH_HTTP), chain('tls', [], MESH_BYTES)],
    PERMISSIVE: [
      chain('tls', MESH_HTTP, MESH_WITH_HTTP),
      chain('raw_buffer', PLAIN_HTTP_ALPN, HTTP),
      chain('tls', MESH_TCP, MESH_BYTES),
      chain('raw_buffer', [], BYTES),
      chain('tls', [], BYTES),
    ],
    DISABLE: [chain('raw_buffer', PLAIN_HTTP_ALPN, HTTP), chain('raw_buffer', [], BYTES)],
  },
  tcp: {
    STRICT: [chain('tls', [], MESH_BYTES)],
    PERMISSIVE: [chain('tls', [...MESH_TCP, ...MESH_HTTP], MESH_BYTES), chain('tls', [], BYTES), chain('raw_buffer', [], BYTES)],
    DISABLE: [chain('raw_buffer', [], BYTES)],
  },
};
