import type { CatalogOptions } from './catalog.ts';
import { isWildcard } from './hosts.ts';
import { hasRule } from './versions.ts';

/**
 * The names under which a proxy of `namespace` answers for a host: itself, with a trailing dot, and the short forms that the resolver of that
 * namespace would complete (istio pilot core/httproute.go generateVirtualHostDomains and GenerateAltVirtualHosts).
 */
export function hostDomains(hostname: string, namespace: string, options: CatalogOptions): string[] {
  const { clusterDomain } = options;
  const domains = [hostname];
  if (!isWildcard(hostname) && hasRule(options, 'absolute-domains')) domains.push(`${hostname}.`);
  const suffix = `.svc.${clusterDomain}`;
  if (!hostname.endsWith(suffix)) return domains;
  const inner = hostname.slice(0, -suffix.length);
  const own = `.${namespace}`;
  if (inner.endsWith(own)) domains.push(inner.slice(0, -own.length));
  return [...domains, inner, `${inner}.svc`];
}
