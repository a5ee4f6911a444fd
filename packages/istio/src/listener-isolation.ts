import type { ApiListener } from './api-gateway.ts';
import { hostsMatch, isSubsetOf, isWildcard } from './hosts.ts';

/**
 * Whether a route's host counts at a listener. What another listener of the same port names more exactly belongs to that one alone
 * (istio pilot config/kube/gateway/conversion.go hostnameAllowedByIsolation, Gateway API GEP-3567). A listener without a hostname is `*`.
 */
export function isHostOfListener(host: string, listener: ApiListener, siblings: readonly ApiListener[]): boolean {
  const own = hostnameOf(listener);
  if (own !== '' && !isWildcard(own)) return true;
  if (own !== '' && !hostsMatch(host, own)) return false;
  return siblings.every((sibling) => {
    const other = hostnameOf(sibling);
    const isRival = sibling !== listener && sibling.port === listener.port && protocolOf(sibling) === protocolOf(listener) && other !== own;
    return !isRival || own.length > other.length || other === '' || !isSubsetOf(host, other);
  });
}

function hostnameOf({ gateway }: ApiListener): string {
  const host = gateway.servers[0]?.hosts[0]?.host ?? '*';
  return host === '*' ? '' : host;
}

function protocolOf({ gateway }: ApiListener): string | undefined {
  return gateway.servers[0]?.protocol;
}
