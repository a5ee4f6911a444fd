/**
 * Host names as Istio compares them (istio pkg/config/host/name.go). A wildcard is any name that starts with `*`;
 * `*foo` without a dot is legal and means a plain suffix.
 */
export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/**
 * The fully qualified name of a host written in an object of `namespace` (istio pkg/config/resolve ResolveShortnameToFQDN).
 * Only a name without a dot is short: `reviews.default` stays as it is, and then names no service.
 */
export function expandHost(host: string, namespace: string, clusterDomain: string): string {
  if (host === '' || host.includes('.') || host === '*' || isIpAddress(host)) return host;
  const domain = clusterDomain === '' ? [] : ['svc', clusterDomain];
  return [host, ...(namespace === '' ? [] : [namespace]), ...domain].join('.');
}

/** Whether the two names can mean a common host; overlaps in either direction. */
export function hostsMatch(a: string, b: string): boolean {
  const wildA = isWildcard(a);
  const wildB = isWildcard(b);
  if (!wildA && !wildB) return a === b;
  if (wildA && wildB) return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
  return wildA ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
}

/** Whether every host that `a` means is meant by `b` too. */
export function isSubsetOf(a: string, b: string): boolean {
  const wildA = isWildcard(a);
  const wildB = isWildcard(b);
  if (!wildA && !wildB) return a === b;
  if (wildA && wildB) return a.length >= b.length && a.endsWith(b.slice(1));
  return wildB && a.endsWith(b.slice(1));
}

/** Sorts the more specific host first: exact before wildcard, longer before shorter, then by alphabet. */
export function compareSpecificity(a: string, b: string): number {
  const wildA = isWildcard(a);
  const wildB = isWildcard(b);
  if (wildA !== wildB) return wildA ? 1 : -1;
  if (a.length !== b.length) return b.length - a.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The key that describes `host` best: itself, else the longest wildcard that covers it. */
export function mostSpecificHost(host: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  for (const candidate of candidates) {
    if (candidate === host) return candidate;
    if (!isWildcard(candidate) || !isSubsetOf(host, candidate)) continue;
    if (best === undefined || compareSpecificity(candidate, best) < 0) best = candidate;
  }
  return best;
}

/** The narrower of two overlapping hosts, or undefined if they have no host in common. */
export function intersectHosts(a: string, b: string): string | undefined {
  if (isSubsetOf(a, b)) return a;
  if (isSubsetOf(b, a)) return b;
  return undefined;
}

/** Namespace and name of a Kubernetes service name below the cluster domain; undefined for other hosts. */
export function parseServiceHost(host: string, clusterDomain: string): { namespace: string; name: string } | undefined {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return undefined;
  const [name, namespace, more] = host.slice(0, -suffix.length).split('.');
  if (!name || !namespace || more !== undefined) return undefined;
  return { namespace, name };
}

export function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}
