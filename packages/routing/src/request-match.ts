import type { HttpMatch, StringMatch } from '@pidalio/istio';
import { fullMatch } from './regex.ts';
import { headerValues, type RequestFacts } from './request-facts.ts';
import { queryParam } from './request-path.ts';
import type { StopCode } from './stop-codes.ts';

/** The first field of a match block that a request does not pass. */
export interface Mismatch {
  code: StopCode;
  /** Field below the block, e.g. `headers.end-user`. */
  field: string;
  expected: string;
  actual: string | null;
}

/** undefined when the request passes every field of the block (static fields were looked at when the routes were built). */
export function matchRequest(match: HttpMatch, facts: RequestFacts): Mismatch | undefined {
  if (match.uri !== undefined && !matchUri(match.uri, facts.path, match.ignoreUriCase)) {
    return { code: 'RT-URI-MISMATCH', field: 'uri', expected: inWords(match.uri), actual: facts.path };
  }
  return (
    pseudoMismatch('RT-METHOD-MISMATCH', 'method', match.method, facts.method) ??
    pseudoMismatch('RT-AUTHORITY-MISMATCH', 'authority', match.authority, facts.authority) ??
    pseudoMismatch('RT-SCHEME-MISMATCH', 'scheme', match.scheme, facts.scheme) ??
    headerMismatch(match, facts) ??
    withoutHeaderMismatch(match, facts) ??
    queryMismatch(match, facts)
  );
}

export function matchString(match: StringMatch, value: string): boolean {
  switch (match.type) {
    case 'exact':
      return value === match.value;
    case 'prefix':
      return value.startsWith(match.value);
    case 'path-prefix':
      return matchPathPrefix(match.value, value);
    case 'regex':
      return fullMatch(match.value, value);
    case 'present':
      return true;
  }
}

/** A VirtualService's prefix is a plain string prefix; only exact and prefix can ignore case. */
function matchUri(match: StringMatch, path: string, ignoreCase: boolean): boolean {
  if (!ignoreCase || match.type === 'regex' || match.type === 'present') return matchString(match, path);
  return matchString({ type: match.type, value: match.value.toLowerCase() }, path.toLowerCase());
}

/** Gateway API: `/foo` covers `/foo` and `/foo/bar`, not `/foobar`. */
function matchPathPrefix(prefix: string, path: string): boolean {
  const trimmed = prefix.replace(/\/+$/, '');
  return trimmed === '' || path === trimmed || path.startsWith(`${trimmed}/`);
}

function pseudoMismatch(code: StopCode, field: string, match: StringMatch | undefined, value: string): Mismatch | undefined {
  if (match === undefined || matchString(match, value)) return undefined;
  return { code, field, expected: inWords(match), actual: value };
}

/** Each value of a repeated header is tested on its own (Envoy 1.40 does not join them). */
function headerMismatch(match: HttpMatch, facts: RequestFacts): Mismatch | undefined {
  for (const name in match.headers) {
    const expected = match.headers[name];
    if (expected === undefined) continue;
    const values = headerValues(facts, name);
    if (values.some((value) => matchString(expected, value))) continue;
    return { code: 'RT-HEADER-MISMATCH', field: `headers.${name}`, expected: inWords(expected), actual: values.join(',') || null };
  }
  return undefined;
}

/** The inverted matcher takes a missing header for '' unless it asks for presence (istio route.go, treat_missing_header_as_empty). */
function withoutHeaderMismatch(match: HttpMatch, facts: RequestFacts): Mismatch | undefined {
  for (const name in match.withoutHeaders) {
    const refused = match.withoutHeaders[name];
    if (refused === undefined) continue;
    const sent = headerValues(facts, name);
    const values = sent.length === 0 && refused.type !== 'present' ? [''] : sent;
    if (!values.some((value) => matchString(refused, value))) continue;
    return { code: 'RT-HEADER-PRESENT', field: `withoutHeaders.${name}`, expected: inWords(refused), actual: values.join(',') };
  }
  return undefined;
}

function queryMismatch(match: HttpMatch, facts: RequestFacts): Mismatch | undefined {
  for (const name in match.queryParams) {
    const expected = match.queryParams[name];
    if (expected === undefined) continue;
    const value = queryParam(facts.query, name);
    if (value !== undefined && matchParam(expected, value)) continue;
    return { code: 'RT-QUERY-MISMATCH', field: `queryParams.${name}`, expected: inWords(expected), actual: value ?? null };
  }
  return undefined;
}

/** Envoy 1.40 lets a value with an escape equal no text, neither as sent nor decoded. */
function matchParam(match: StringMatch, value: string): boolean {
  return (match.type !== 'exact' || !/%[0-9A-Fa-f]{2}/.test(value)) && matchString(match, value);
}

function inWords(match: StringMatch): string {
  return match.type === 'present' ? 'present' : `${match.type} ${match.value}`;
}
