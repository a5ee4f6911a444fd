import { isWildcard } from './hosts.ts';

/**
 * The names under which a proxy of `namespace` answers for a host: itself, with a trailing dot, and the short forms that the resolver of that
 * namespace would complete (istio pilot core/httproute.go generateVirtualHostDomains and GenerateAltVirtualHosts).
 */
export function hostDomains(hostname: string, namespace: string, clusterDomain: string): string[] {
  const domains = [hostname];
  if (!isWildcard(hostname)) domains.push(`${hostname}.`);
  const suffix = `.svc.${clusterDomain}`;
  if (!hostname.endsWith(suffix)) return domains;
  const inner = hostname.slice(0, -suffix.length);
  const own = `.${namespace}`;
  if (inner.endsWith(own)) domains.push(inner.slice(0, -own.length));
  return [...domains, inner, `${inner}.svc`];
}
