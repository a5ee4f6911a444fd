import { type CatalogOptions, meshTrafficOf } from '@pidalio/istio';
import { matchesValue } from './policy-value.ts';
import { fullMatch, quoted } from './regex.ts';

/** `.*` where the value has `*`, anywhere (istio security/authz/model srcNamespaceGenerator). Without identity nothing matches. */
export function matchesNamespace(value: string, principal: string | undefined): boolean {
  return principal !== undefined && fullMatch(`.*/ns/${quoted(value).replaceAll('\\*', '.*')}/.*`, `spiffe://${principal}`);
}

/** `sa` in the policy's namespace or `namespace/sa` (istio srcServiceAccountGenerator). */
export function matchesServiceAccount(value: string, policyNamespace: string, principal: string | undefined): boolean {
  if (principal === undefined) return false;
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
  return fullMatch(`spiffe://.+/ns/${quoted(namespace)}/(.+/|)sa/${quoted(value.slice(slash + 1))}(/.+)?`, `spiffe://${principal}`);
}

export function matchesPrincipal(value: string, principal: string | undefined, options: CatalogOptions): boolean {
  if (principal === undefined) return false;
  // Nothing to widen in the usual mesh.
  if (options.trustDomain === 'cluster.local' && options.meshTraffic?.trustDomainAliases === undefined)
    return matchesValue(value, principal);
  return withAliases(value, options).some((one) => matchesValue(one, principal));
}

export function matchesTrustDomain(value: string, principal: string | undefined, options: CatalogOptions): boolean {
  if (principal === undefined) return false;
  const domains = trustDomains(options);
  const trustDomain = principal.split('/', 1)[0] ?? '';
  return (domains.includes(value) ? domains : [value]).some((one) => matchesValue(one, trustDomain));
}

/**
 * A principal of the mesh's trust domain, or of `cluster.local`, which stands for it, is one of its aliases too; only where it has all five
 * parts (istio security/trustdomain/bundle.go).
 */
function withAliases(principal: string, options: CatalogOptions): string[] {
  const [own = '', ...rest] = principal.split('/');
  if (rest.length !== 4 || own === '*') return [principal];
  const domains = trustDomains(options);
  const isOurs = own === 'cluster.local' || domains.some((domain) => matchesValue(own, domain));
  if (!isOurs) return [principal];
  return domains.map((domain) => (isSuffixOf(own, domain) ? principal : [domain, ...rest].join('/')));
}

function isSuffixOf(pattern: string, domain: string): boolean {
  return pattern.startsWith('*') ? domain.endsWith(pattern.slice(1)) : pattern === domain;
}

function trustDomains(options: CatalogOptions): string[] {
  return [options.trustDomain, ...meshTrafficOf(options).trustDomainAliases];
}
