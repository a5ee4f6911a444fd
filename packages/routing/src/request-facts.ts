import { type CatalogOptions, hasRule } from '@pidalio/istio';
import type { RouteRequest, UnknownField } from './decision.ts';
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
  /** A header may say another scheme. */
  schemeFromHeaders: boolean;
  headers: RouteRequest['headers'];
  /** undefined where the proxy looks at no tokens. */
  claims: Readonly<Record<string, unknown>> | undefined;
  /** Fields of which only what the request says is known; undefined when everything is. */
  unknown: ReadonlySet<UnknownField> | undefined;
}

/** `claims` are those that the proxy knows: only a gateway that checks tokens knows any. */
export function requestFacts(
  request: RouteRequest,
  options: CatalogOptions,
  claims?: Readonly<Record<string, unknown>> | undefined,
): RequestFacts {
  const target = normalizePath(request.path, options.pathNormalization);
  const authority = request.authority ?? request.host;
  return {
    host: request.host.toLowerCase(),
    authority,
    target,
    ...splitPath(target),
    method: request.method,
    scheme: schemeOf(request),
    schemeFromHeaders: request.caller.proxy !== 'gateway',
    headers: hasRule(options, 'headers-one-by-one') ? request.headers : joined(request.headers),
    claims,
    unknown: request.unknown === undefined || request.unknown.length === 0 ? undefined : new Set(request.unknown),
  };
}

/** Older Envoys compare the values of a repeated header as one. */
function joined(headers: RouteRequest['headers']): RouteRequest['headers'] {
  if (!Object.values(headers).some((value) => typeof value !== 'string' && value.length > 1)) return headers;
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' || value.length === 0 ? value : value.map((part) => part.trim()).join(','),
  ]);
  return Object.fromEntries(entries);
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

/** The field that nobody knows and that a header or pseudo-header hangs on; undefined where the request says its value. */
export function unknownBehind(facts: RequestFacts, name: string): UnknownField | undefined {
  const { unknown, headers, schemeFromHeaders } = facts;
  if (unknown === undefined) return undefined;
  switch (name) {
    case ':method':
      return unknown.has('method') ? 'method' : undefined;
    case ':authority':
    case 'host':
      return unknown.has('host') ? 'host' : undefined;
    case ':path':
      if (unknown.has('path')) return 'path';
      return unknown.has('query') ? 'query' : undefined;
    case ':scheme':
      return schemeFromHeaders ? unknownBehind(facts, 'x-forwarded-proto') : undefined;
    default:
      return unknown.has('headers') && headers[name] === undefined ? 'headers' : undefined;
  }
}
