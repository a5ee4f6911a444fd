import {
  type Arrival,
  autoPassthroughChain,
  dialledListenerPort,
  type GatewayChain,
  type GatewayListener,
  type GatewayTarget,
  gatewayListener,
  isOpen,
  matchFilterChains,
} from '@pidalio/istio';
import type { ClientHello } from './connection.ts';
import type { Caller, Stop } from './decision.ts';
import { whyNobodyListens } from './gateway-selection.ts';
import type { Mesh } from './mesh.ts';
import type { RefusalReason } from './refusal.ts';

/** What of a connection decides who takes it at a gateway. */
export interface GatewayVisitor {
  caller: Caller;
  /** Of the gateway's Service or of a Gateway's server; `listenerPort` is the pod's own. */
  port: number;
  listenerPort?: number;
  ip?: string;
  tls?: ClientHello;
}

export type Entrance = { listener?: string } & ({ target: GatewayTarget } | { refused: RefusalReason });

/** The listener of the port, then the server or rule that the name in the ClientHello leads to. */
export function enterGateway({ catalog }: Mesh, visitor: GatewayVisitor, stops: Stop[]): Entrance {
  const { caller, port, tls, ip } = visitor;
  const own = visitor.listenerPort ?? dialledListenerPort(catalog, caller, port);
  const listener = gatewayListener(catalog, caller, own, ip);
  for (const { owner, why } of listener.dropped) {
    const { gateway, server } = owner;
    stops.push({
      code: 'GW-CONFLICT',
      ref: gateway.ref,
      path: `${server.path}.${why === 'host' ? 'hosts' : 'port'}`,
      values: { port: server.port, why },
    });
  }
  if (!isOpen(listener)) {
    stops.push(...closedStops(listener, port), ...(listener.servers.length === 0 ? whyNobodyListens(catalog, caller, port) : []));
    return { refused: 'no-listener' };
  }
  const name = `0.0.0.0_${own}`;
  const automatic = autoPassthroughChain(catalog, caller, listener.automatic, tls?.sni);
  const chains = automatic === undefined ? listener.chains : [...listener.chains, automatic];
  const [chain, ...others] = matchFilterChains(chains, arrivalAt(listener, visitor));
  const sni = tls === undefined ? null : (tls.sni ?? '');
  if (chain === undefined) {
    stops.push({ code: 'GW-NO-SNI', values: { port, sni } });
    return { listener: name, refused: 'no-filter-chain' };
  }
  if (others.length > 0) {
    stops.push({ code: 'TL-REJECTED', values: { port, sni } });
    return { listener: name, refused: 'rejected-listener' };
  }
  const refused = refusal(chain, tls);
  if (refused === undefined) {
    stops.push(...serverStops(chain.target));
    return { listener: name, target: chain.target };
  }
  stops.push(refusalStop(refused, chain, port, sni));
  return { listener: name, refused };
}

/** Servers without a rule for connections open nothing. */
function closedStops({ servers }: GatewayListener, port: number): Stop[] {
  if (servers.length === 0) return [{ code: 'GW-NO-SERVER', values: { port } }];
  return servers.map(({ gateway, server }) => ({
    code: 'GW-NO-ROUTE',
    ref: gateway.ref,
    path: server.path,
    values: { port: server.port, protocol: server.protocol },
  }));
}

/** Gateways read the ClientHello where a server is chosen by it or reads HTTP in TLS; they never look for HTTP. */
function arrivalAt({ chains, automatic }: GatewayListener, { tls, ip = '' }: GatewayVisitor): Arrival {
  const reads = automatic.length > 0 || chains.some(({ sniHosts, target }) => sniHosts.length > 0 || target.tls !== undefined);
  if (tls === undefined || !reads) return { ip, transport: 'raw_buffer', applicationProtocols: [] };
  const name = tls.sni === undefined ? {} : { sni: tls.sni };
  return { ip, ...name, transport: 'tls', applicationProtocols: tls.alpn ?? [] };
}

function refusal({ target }: GatewayChain, tls: ClientHello | undefined): RefusalReason | undefined {
  if (target.type === 'http' && target.tls === undefined) return tls === undefined ? undefined : 'plain-wanted';
  if (target.tls === undefined) return undefined;
  if (tls === undefined) return 'tls-wanted';
  const wanted = target.tls === 'MUTUAL' ? 'client' : target.tls === 'ISTIO_MUTUAL' ? 'mesh' : undefined;
  return wanted === undefined || tls.certificate === wanted ? undefined : 'certificate-wanted';
}

function refusalStop(refused: RefusalReason, { target }: GatewayChain, port: number, sni: string | null): Stop {
  const owner = target.type === 'http' ? target.servers[0] : target.owner;
  const at = owner === undefined ? {} : { ref: owner.gateway.ref, path: `${owner.server.path}.tls.mode` };
  switch (refused) {
    case 'tls-wanted':
      return { code: 'TL-WANTED', ...at, values: { port } };
    case 'certificate-wanted':
      return { code: 'TL-CERTIFICATE', ...at, values: { mode: target.tls ?? '' } };
    case 'plain-wanted':
      return { code: 'TL-UNEXPECTED', ...at, values: { port } };
    default:
      return { code: 'GW-NO-SNI', ...at, values: { port, sni } };
  }
}

function serverStops(target: GatewayTarget): Stop[] {
  const owners = target.type === 'http' ? target.servers : [target.owner];
  return owners.map(({ gateway, server }) => ({
    code: 'GW-SERVER',
    ref: gateway.ref,
    path: server.path,
    values: { port: server.port, protocol: server.protocol },
  }));
}
