import type { HttpMatch, HttpRedirect } from '@pidalio/istio';
import type { RequestFacts } from './request-facts.ts';
import { splitPath } from './request-path.ts';
import { replacePrefix } from './rewrite.ts';

/** The Location header of a redirect (istio route.go ApplyRedirect, envoy RouteEntryImplBase::newUri). */
export function redirectLocation(redirect: HttpRedirect, match: HttpMatch | undefined, facts: RequestFacts, listenerPort: number): string {
  const scheme = redirect.scheme || facts.scheme;
  const host = redirect.authority || hostFor(facts, scheme, redirect.scheme);
  return `${scheme}://${withPort(host, redirectPort(redirect, scheme, listenerPort))}${rooted(redirectPath(redirect, match, facts))}`;
}

/** A default port of the old scheme is dropped with a change of scheme; any other port in the Host header stays. */
function hostFor(facts: RequestFacts, scheme: string, newScheme: string): string {
  if (newScheme === '' || scheme === facts.scheme) return facts.authority;
  const oldDefault = facts.scheme === 'https' ? ':443' : ':80';
  return facts.authority.endsWith(oldDefault) ? facts.authority.slice(0, -oldDefault.length) : facts.authority;
}

/** Istio leaves out a port that is the scheme's default, and then Envoy keeps the Host header's. */
function redirectPort(redirect: HttpRedirect, scheme: string, listenerPort: number): number | undefined {
  const port = redirect.derivePort === 'FROM_REQUEST_PORT' ? listenerPort : redirect.port;
  if (port === undefined || port === 0) return undefined;
  const isDefault = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
  return isDefault ? undefined : port;
}

function withPort(host: string, port: number | undefined): string {
  return port === undefined ? host : `${host.replace(/:\d+$/, '')}:${port}`;
}

/** Envoy puts a missing first slash before the path. */
function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function redirectPath(redirect: HttpRedirect, match: HttpMatch | undefined, facts: RequestFacts): string {
  if (redirect.prefixRewrite !== undefined) return replacePrefix(redirect.prefixRewrite, match, facts);
  if (redirect.uri === '') return facts.target;
  return splitPath(redirect.uri).query === '' ? redirect.uri + facts.query : redirect.uri;
}
