import type { Fields, HashKey } from '@pidalio/istio';
import { allowedOriginHeaders } from './cors.ts';
import type { Destination } from './decision.ts';
import { headerValues, type RequestFacts } from './request-facts.ts';

/** What the proxy itself puts into the application's answer; undefined for nothing. */
export function proxyHeaders(
  corsPolicy: Fields | undefined,
  destinations: readonly Destination[],
  facts: RequestFacts,
): Readonly<Record<string, string>> | undefined {
  const cors = corsPolicy === undefined ? undefined : allowedOriginHeaders(corsPolicy, facts);
  const cookies = destinations.flatMap(({ hash }) => (hash === undefined ? [] : (newCookie(hash, facts) ?? [])));
  if (cors === undefined && cookies.length === 0) return undefined;
  return { ...cors, ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.join(',') }) };
}

/**
 * Where requests are hashed by a cookie with a lifetime, Envoy gives one to a caller without it (envoy source/common/http/utility.cc
 * makeSetCookieValue). Its value, a hash of the endpoint's address, is not known here.
 */
function newCookie(hash: HashKey, facts: RequestFacts): string | undefined {
  if (!('cookie' in hash)) return undefined;
  const { name, path, ttlMs, attributes } = hash.cookie;
  if (ttlMs === undefined || hasCookie(facts, name)) return undefined;
  const parts = [
    `${name}=""`,
    ...(ttlMs > 0 ? [`Max-Age=${Math.floor(ttlMs / 1000)}`] : []),
    ...(path === '' ? [] : [`Path=${path}`]),
    ...attributes.map((attribute) => (attribute.value === '' ? attribute.name : `${attribute.name}=${attribute.value}`)),
    'HttpOnly',
  ];
  return parts.join('; ');
}

function hasCookie(facts: RequestFacts, name: string): boolean {
  return headerValues(facts, 'cookie').some((value) => value.split(';').some((pair) => pair.trim().startsWith(`${name}=`)));
}
