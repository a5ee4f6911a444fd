import type { CatalogOptions } from '@pidalio/istio';
import type { RouteRequest } from './decision.ts';
import { normalizePath, splitPath } from './request-path.ts';

/** What route matches compare with, worked out once per request. */
export interface RequestFacts {
  /** Host header without port, lower case. */
  host: string;
  /** Host header as sent; Envoy's `:authority`. */
  authority: string;
  /** Normalized, with and without query. */
  target: string;
  path: string;
  query: string;
  method: string;
  scheme: string;
  headers: RouteRequest['headers'];
}

export function requestFacts(request: RouteRequest, options: CatalogOptions): RequestFacts {
  const target = normalizePath(request.path, options.pathNormalization);
  const authority = request.authority ?? request.host;
  return {
    host: request.host.toLowerCase(),
    authority,
    target,
    ...splitPath(target),
    method: request.method,
    scheme: schemeOf(request),
    headers: request.headers,
  };
}

/** At a sidecar a client's x-forwarded-proto decides; a gateway overwrites it with how the request came. */
function schemeOf(request: RouteRequest): string {
  const own = request.scheme ?? 'http';
  const forwarded = request.headers['x-forwarded-proto'];
  return request.caller.proxy === 'gateway' || typeof forwarded !== 'string' ? own : forwarded;
}

/** The values of a header or pseudo-header; empty when it was not sent. */
export function headerValues(facts: RequestFacts, name: string): readonly string[] {
  switch (name) {
    case ':method':
      return [facts.method];
    case ':authority':
    case 'host':
      return [facts.authority];
    case ':path':
      return [facts.target];
    case ':scheme':
      return [facts.scheme];
    default: {
      const value = facts.headers[name];
      if (value === undefined) return [];
      // The HTTP parser drops blanks around a value.
      return typeof value === 'string' ? [value.trim()] : value.map((part) => part.trim());
    }
  }
}
