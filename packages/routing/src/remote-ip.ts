import { matchedPrefix } from '@pidalio/istio';

export interface ForwardedBy {
  headers: Readonly<Record<string, string | readonly string[]>>;
  peerIp: string | undefined;
  /** A gateway counts its peer as the last entry of X-Forwarded-For; a sidecar trusts the header as it is. */
  isGateway: boolean;
  trustedProxies: number;
}

/**
 * The original client as Envoy sees it (http utility.cc getLastAddressFromXFF): the entry of X-Forwarded-For before those of the trusted
 * proxies; the peer when there are too few entries, or one is no address.
 */
export function originalClientIp({ headers, peerIp, isGateway, trustedProxies }: ForwardedBy): string | undefined {
  const back = isGateway ? trustedProxies - 1 : trustedProxies;
  if (back < 0) return peerIp;
  const entries = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const entry = entries[entries.length - 1 - back]?.trim();
  return entry !== undefined && matchedPrefix(entry, entry) !== undefined ? entry : peerIp;
}
