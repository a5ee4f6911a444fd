import {
  type Fields,
  fieldsOf,
  type HttpRule,
  listOf,
  parseDuration,
  readStringMatch,
  type StringMatch,
  textOf,
  textsOf,
} from '@pidalio/istio';
import type { RouteAction, UnknownField } from './decision.ts';
import { headerValues, type RequestFacts, unknownBehind } from './request-facts.ts';
import { matchString } from './request-match.ts';

const ASKED = 'access-control-request-method';

/** What the proxy answers to a CORS preflight; undefined when the request goes on to the destination. */
export function preflightAnswer(policy: Fields, facts: RequestFacts): Readonly<Record<string, string>> | undefined {
  const origin = headerValues(facts, 'origin')[0];
  const asked = headerValues(facts, ASKED)[0];
  if (facts.method !== 'OPTIONS' || unknownBehind(facts, ':method') !== undefined || !origin || !asked) return undefined;
  const allowed = allowsOrigin(policy, origin);
  // A preflight of a foreign origin is forwarded, or answered without leave (istio CorsPolicy.unmatchedPreflights).
  if (!allowed && policy.unmatchedPreflights !== 'IGNORE') return undefined;
  return { ...(allowed ? originHeaders(policy, origin) : {}), ...commonHeaders(policy) };
}

/** The answer to a request of which nobody knows whether it is a preflight; undefined where that is settled. */
export function possiblePreflight(rule: HttpRule, facts: RequestFacts): { unknown: UnknownField; action: RouteAction } | undefined {
  const policy = rule.corsPolicy;
  if (facts.unknown === undefined || policy === undefined || rule.redirect !== undefined || rule.directResponse !== undefined)
    return undefined;
  const [method, origin, asked] = [':method', 'origin', ASKED].map((name) => unknownBehind(facts, name));
  const unknown = method ?? origin ?? asked;
  if (unknown === undefined) return undefined;
  if (method === undefined && facts.method !== 'OPTIONS') return undefined;
  if (asked === undefined && !headerValues(facts, ASKED)[0]) return undefined;
  const sent = headerValues(facts, 'origin')[0];
  if (origin === undefined && !sent) return undefined;
  const allowed = origin === undefined ? allowsOrigin(policy, sent ?? '') : undefined;
  if (allowed === false && policy.unmatchedPreflights !== 'IGNORE') return undefined;
  const headers = { ...(allowed ? originHeaders(policy, sent ?? '') : {}), ...commonHeaders(policy) };
  return { unknown, action: { type: 'direct-response', status: 200, body: '', headers } };
}

/** What the answer to an ordinary request gets when its origin is allowed. */
export function allowedOriginHeaders(policy: Fields, facts: RequestFacts): Readonly<Record<string, string>> | undefined {
  const origin = headerValues(facts, 'origin')[0];
  return origin && allowsOrigin(policy, origin) ? originHeaders(policy, origin) : undefined;
}

function commonHeaders(policy: Fields): Record<string, string> {
  return {
    ...list('access-control-allow-methods', policy.allowMethods),
    ...list('access-control-allow-headers', policy.allowHeaders),
    ...maxAge(policy),
  };
}

function originHeaders(policy: Fields, origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    ...(policy.allowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...list('access-control-expose-headers', policy.exposeHeaders),
  };
}

function allowsOrigin(policy: Fields, origin: string): boolean {
  return allowedOrigins(policy).some((match) => (match.type === 'exact' && match.value === '*') || matchString(match, origin));
}

/** `allowOrigins`, or the older list of plain `allowOrigin`. */
function allowedOrigins(policy: Fields): StringMatch[] {
  const matches = listOf(policy.allowOrigins).flatMap((value) => readStringMatch(fieldsOf(value)) ?? []);
  if (matches.length > 0) return matches;
  return textsOf(policy.allowOrigin).map((value) => ({ type: 'exact', value }));
}

function list(header: string, value: unknown): Record<string, string> {
  const items = textsOf(value);
  return items.length === 0 ? {} : { [header]: items.join(',') };
}

/** Whole seconds. */
function maxAge(policy: Fields): Record<string, string> {
  const durationMs = parseDuration(textOf(policy.maxAge) ?? '');
  return durationMs === undefined ? {} : { 'access-control-max-age': String(Math.floor(durationMs / 1000)) };
}
