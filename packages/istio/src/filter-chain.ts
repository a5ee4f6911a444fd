import { matchedPrefix, sameRange } from './cidr.ts';
import { isSubsetOf } from './hosts.ts';

/** What the HTTP inspector calls plain HTTP (istio pilot core/listener.go plaintextHTTPALPNs). */
export const PLAIN_HTTP_ALPN = ['http/1.0', 'http/1.1', 'h2c'] as const;

/** One of a listener's filter chains in Envoy's terms: which connections it takes, and what becomes of them. */
export interface FilterChain<Target> {
  /** Names of the ClientHello; empty, or with `*` in it, takes every name and none. */
  sniHosts: readonly string[];
  /** Dialled addresses; empty takes all. */
  cidrs: readonly string[];
  applicationProtocols: readonly string[];
  transportProtocol?: 'raw_buffer' | 'tls';
  target: Target;
}

/** What the listener filters have found out about a connection. */
export interface Arrival {
  ip: string;
  sni?: string;
  transport: 'raw_buffer' | 'tls';
  applicationProtocols: readonly string[];
}

export function takesEverything(chain: FilterChain<unknown>): boolean {
  return (
    namesOf(chain).length === 0 &&
    chain.applicationProtocols.length === 0 &&
    chain.transportProtocol === undefined &&
    chain.cidrs.length === 0
  );
}

/**
 * Envoy's choice of a filter chain (listener_components.proto FilterChainMatch): one criterion after the other throws out the chains that fit
 * less well, so a chain that asks for nothing loses to one that asks for something that fits. More than one left means that Envoy would
 * have refused the listener.
 */
export function matchFilterChains<Target>(chains: readonly FilterChain<Target>[], arrival: Arrival): readonly FilterChain<Target>[] {
  let left = chains;
  left = closest(
    left,
    ({ cidrs }) => cidrs.length > 0,
    ({ cidrs }) => Math.max(...cidrs.map((range) => rankOf(range, arrival.ip))),
  );
  left = closest(
    left,
    (chain) => namesOf(chain).length > 0,
    (chain) => Math.max(...namesOf(chain).map((name) => nameRank(name, arrival.sni))),
  );
  left = closest(
    left,
    (chain) => chain.transportProtocol !== undefined,
    (chain) => (chain.transportProtocol === arrival.transport ? 1 : 0),
  );
  return closest(
    left,
    ({ applicationProtocols }) => applicationProtocols.length > 0,
    ({ applicationProtocols }) => (applicationProtocols.some((protocol) => arrival.applicationProtocols.includes(protocol)) ? 1 : 0),
  );
}

/** Whether Envoy could not tell two chains apart (istio pilot core/listener.go conflictsWith). */
export function sameMatch(a: FilterChain<unknown>, b: FilterChain<unknown>): boolean {
  return (
    a.transportProtocol === b.transportProtocol &&
    a.applicationProtocols.join() === b.applicationProtocols.join() &&
    setKey(a.sniHosts.filter((name) => name !== '*')) === setKey(b.sniHosts.filter((name) => name !== '*')) &&
    setKey(a.cidrs.map(sameRange)) === setKey(b.cidrs.map(sameRange))
  );
}

function setKey(values: readonly string[]): string {
  return [...new Set(values)].sort().join();
}

function namesOf({ sniHosts }: FilterChain<unknown>): readonly string[] {
  return sniHosts.includes('*') ? [] : sniHosts;
}

function rankOf(range: string, ip: string): number {
  const length = matchedPrefix(range, ip);
  return length === undefined ? 0 : length + 1;
}

/** An exact name is best, then the longest wildcard. */
function nameRank(name: string, sni: string | undefined): number {
  if (sni === undefined) return 0;
  if (name === sni) return Number.MAX_SAFE_INTEGER;
  return isSubsetOf(sni, name) ? name.length : 0;
}

/** The chains that fit best by one criterion; if none fits, those that do not have it. */
function closest<Target>(
  chains: readonly FilterChain<Target>[],
  has: (chain: FilterChain<Target>) => boolean,
  rank: (chain: FilterChain<Target>) => number,
): readonly FilterChain<Target>[] {
  const asking = chains.filter(has);
  if (asking.length === 0) return chains;
  const best = Math.max(...asking.map(rank));
  return best > 0 ? asking.filter((chain) => rank(chain) === best) : chains.filter((chain) => !has(chain));
}
