import { sameRange } from './cidr.ts';
import {
  type ConnectionMatch,
  type ConnectionMismatch,
  type ConnectionRule,
  type ConnectionView,
  connectionMismatch,
} from './connection-rule.ts';
import type { FilterChain } from './filter-chain.ts';
import { isWildcard } from './hosts.ts';
import type { PortProtocol, Service } from './service.ts';
import type { VirtualService } from './virtual-service.ts';

/** What a sidecar does with the connections that a filter chain takes. */
export type OutboundTarget =
  /** The bytes are HTTP: routes decide. With `service` the listener knows only that one, whatever Host says. */
  | { type: 'http'; service?: Service }
  | { type: 'rule'; service: Service; virtualService: VirtualService; rule: ConnectionRule; match?: ConnectionMatch }
  /** Straight to the service. */
  | { type: 'service'; service: Service };

export type OutboundChain = FilterChain<OutboundTarget>;

/** One service on one port of a sidecar, and where the proxy listens for it. */
export interface OutboundPort {
  service: Service;
  protocol: PortProtocol;
  /** The VirtualServices with a host of the service, in the order that decides. */
  virtualServices: readonly VirtualService[];
  /** The listener takes every address of the port. */
  onEveryAddress: boolean;
  /** Where the service's address is a range. */
  cidrs: readonly string[];
}

export type OnUnused = (rule: ConnectionRule, match: ConnectionMatch, why: ConnectionMismatch) => void;

/** The chains for bytes that are not HTTP. */
export function connectionChains(port: OutboundPort, view: ConnectionView, onUnused: OnUnused): OutboundChain[] {
  return port.protocol === 'tls' ? tlsChains(port, view, onUnused) : tcpChains(port, view, onUnused);
}

/** Follows istio pilot core/tls.go buildSidecarOutboundTLSFilterChainOpts: all VirtualServices together, the first of equal matches. */
function tlsChains(port: OutboundPort, view: ConnectionView, onUnused: OnUnused): OutboundChain[] {
  const chains: OutboundChain[] = [];
  const seen = new Set<string>();
  // As in Istio, the subnets of one match stay in force for those after it.
  let { cidrs } = port;
  for (const { virtualService, rule, match } of matchesOf(port, 'tls')) {
    if (match === undefined) continue;
    const why = connectionMismatch(match, view);
    if (why !== undefined) {
      onUnused(rule, match, why);
      continue;
    }
    if (match.destinationSubnets.length > 0) cidrs = match.destinationSubnets;
    const key = `${match.sniHosts.join()}|${match.destinationSubnets.join()}`;
    if (!seen.has(key)) {
      const target: OutboundTarget = { type: 'rule', service: port.service, virtualService, rule, match };
      chains.push({ sniHosts: match.sniHosts, cidrs, applicationProtocols: [], target });
    }
    seen.add(key);
  }
  return chains.length > 0 ? chains : [serviceChain(port, needsSni(port) ? [port.service.hostname] : [])];
}

/** Where several services share the address, the name in the ClientHello tells them apart. */
function needsSni({ service, cidrs, onEveryAddress }: OutboundPort): boolean {
  return cidrs.length > 0 || onEveryAddress || (isWildcard(service.hostname) && service.resolution === 'DYNAMIC_DNS');
}

/** Follows istio pilot core/tls.go buildSidecarOutboundTCPFilterChainOpts: the first match without subnets ends the list. */
function tcpChains(port: OutboundPort, view: ConnectionView, onUnused: OnUnused): OutboundChain[] {
  const chains: OutboundChain[] = [];
  let covered = false;
  for (const virtualService of port.virtualServices) {
    for (const rule of virtualService.tcp) {
      if (rule.route.length === 0) continue;
      const own: OutboundTarget = { type: 'rule', service: port.service, virtualService, rule };
      if (rule.match.length === 0) return [...chains, { ...ANY_NAME, cidrs: port.cidrs, target: own }];
      const subnets: string[] = [];
      for (const match of rule.match) {
        const why = connectionMismatch(match, view);
        if (why !== undefined) onUnused(rule, match, why);
        else if (match.destinationSubnets.length === 0) return [...chains, { ...ANY_NAME, cidrs: port.cidrs, target: { ...own, match } }];
        else subnets.push(...match.destinationSubnets);
      }
      if (subnets.length === 0) continue;
      chains.push({ ...ANY_NAME, cidrs: subnets, target: own });
      covered ||= sorted(subnets) === sorted(port.cidrs);
    }
  }
  return covered ? chains : [...chains, serviceChain(port, [])];
}

const ANY_NAME = { sniHosts: [], applicationProtocols: [] } as const;

function serviceChain({ service, cidrs }: OutboundPort, sniHosts: readonly string[]): OutboundChain {
  return { sniHosts, cidrs, applicationProtocols: [], target: { type: 'service', service } };
}

function sorted(ranges: readonly string[]): string {
  return ranges.map(sameRange).sort().join();
}

function* matchesOf(
  { virtualServices }: OutboundPort,
  kind: 'tls' | 'tcp',
): Generator<{ virtualService: VirtualService; rule: ConnectionRule; match?: ConnectionMatch }> {
  for (const virtualService of virtualServices) {
    for (const rule of virtualService[kind]) {
      if (rule.route.length === 0) continue;
      for (const match of rule.match) yield { virtualService, rule, match };
    }
  }
}
