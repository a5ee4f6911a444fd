import { type Fields, fieldsOf, listOf, parseDuration, readStringMatch, type StringMatch, textOf, textsOf } from '@pidalio/istio';
import { headerValues, type RequestFacts } from './request-facts.ts';
import { matchString } from './request-match.ts';

/** What the proxy answers to a CORS preflight; undefined when the request goes on to the destination. */
export function preflightAnswer(policy: Fields, facts: RequestFacts): Readonly<Record<string, string>> | undefined {
  const origin = headerValues(facts, 'origin')[0];
  const asked = headerValues(facts, 'access-control-request-method')[0];
  if (facts.method !== 'OPTIONS' || !origin || !asked) return undefined;
  const allowed = allowsOrigin(policy, origin);
  // A preflight of a foreign origin is forwarded, or answered without leave (istio CorsPolicy.unmatchedPreflights).
  if (!allowed && policy.unmatchedPreflights !== 'IGNORE') return undefined;
  return {
    ...(allowed ? originHeaders(policy, origin) : {}),
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
