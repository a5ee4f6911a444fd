import { claimPath, type HttpMatch, type StringMatch } from '@pidalio/istio';
import { claimValues } from './claims.ts';
import type { UnknownField } from './decision.ts';
import { fullMatch } from './regex.ts';
import { headerValues, type RequestFacts, unknownBehind } from './request-facts.ts';
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

/** A field that the request passes or not by something that nobody knows of it. */
export interface Doubt {
  field: string;
  unknown: UnknownField;
}

/**
 * undefined when the request passes every field of the block (static fields were looked at when the routes were built). A field that is
 * known not to match settles it, whatever else is unknown.
 */
export function matchRequest(match: HttpMatch, facts: RequestFacts): Mismatch | Doubt | undefined {
  const doubts: Doubt[] = [];
  return (
    uriMismatch(match, facts, doubts) ??
    pseudoMismatch('method', match.method, facts, doubts) ??
    pseudoMismatch('authority', match.authority, facts, doubts) ??
    pseudoMismatch('scheme', match.scheme, facts, doubts) ??
    headerMismatch(match, facts, doubts) ??
    withoutHeaderMismatch(match, facts, doubts) ??
    queryMismatch(match, facts, doubts) ??
    doubts[0]
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

function uriMismatch({ uri, ignoreUriCase }: HttpMatch, facts: RequestFacts, doubts: Doubt[]): Mismatch | undefined {
  if (uri === undefined) return undefined;
  if (facts.unknown?.has('path')) {
    if (!coversAll(uri, '/')) doubts.push({ field: 'uri', unknown: 'path' });
    return undefined;
  }
  if (matchUri(uri, facts.path, ignoreUriCase)) return undefined;
  return { code: 'RT-URI-MISMATCH', field: 'uri', expected: inWords(uri), actual: facts.path };
}

const PSEUDO_CODES = { method: 'RT-METHOD-MISMATCH', authority: 'RT-AUTHORITY-MISMATCH', scheme: 'RT-SCHEME-MISMATCH' } as const;

function pseudoMismatch(
  field: keyof typeof PSEUDO_CODES,
  match: StringMatch | undefined,
  facts: RequestFacts,
  doubts: Doubt[],
): Mismatch | undefined {
  if (match === undefined) return undefined;
  const unknown = unknownBehind(facts, `:${field}`);
  if (unknown !== undefined) {
    if (!coversAll(match)) doubts.push({ field, unknown });
    return undefined;
  }
  const value = facts[field];
  if (matchString(match, value)) return undefined;
  return { code: PSEUDO_CODES[field], field, expected: inWords(match), actual: value };
}

/** Each value of a repeated header is tested on its own (Envoy 1.40 does not join them). */
function headerMismatch(match: HttpMatch, facts: RequestFacts, doubts: Doubt[]): Mismatch | undefined {
  for (const name in match.headers) {
    const expected = match.headers[name];
    if (expected === undefined) continue;
    const { values, unknown } = sentValues(facts, name);
    if (values.some((value) => matchString(expected, value))) continue;
    const field = `headers.${name}`;
    if (unknown === undefined) return { code: 'RT-HEADER-MISMATCH', field, expected: inWords(expected), actual: values.join(',') || null };
    // A pseudo-header is always there.
    if (!name.startsWith(':') || !coversAll(expected, name === ':path' ? '/' : '')) doubts.push({ field, unknown });
  }
  return undefined;
}

/**
 * The inverted matcher takes a missing header for '' unless it asks for presence (istio route.go, treat_missing_header_as_empty); a missing
 * claim is no value at all.
 */
function withoutHeaderMismatch(match: HttpMatch, facts: RequestFacts, doubts: Doubt[]): Mismatch | undefined {
  for (const name in match.withoutHeaders) {
    const refused = match.withoutHeaders[name];
    if (refused === undefined) continue;
    const field = `withoutHeaders.${name}`;
    const isClaim = claimPath(name) !== undefined;
    const { values: sent, unknown } = sentValues(facts, name);
    const values = sent.length === 0 && refused.type !== 'present' && !isClaim ? [''] : sent;
    const isCertain = coversAll(refused) && refused.type !== 'present' && !isClaim;
    if (unknown === undefined ? values.some((value) => matchString(refused, value)) : isCertain) {
      return { code: 'RT-HEADER-PRESENT', field, expected: inWords(refused), actual: unknown === undefined ? values.join(',') : null };
    }
    if (unknown !== undefined) doubts.push({ field, unknown });
  }
  return undefined;
}

/** The values under a key of `headers`, which may name a header, a pseudo-header or a claim. */
function sentValues(facts: RequestFacts, name: string): { values: readonly string[]; unknown: UnknownField | undefined } {
  const claim = claimPath(name);
  if (claim !== undefined) return claimValues(facts, claim);
  const unknown = unknownBehind(facts, name);
  return { values: unknown === undefined ? headerValues(facts, name) : [], unknown };
}

function queryMismatch(match: HttpMatch, facts: RequestFacts, doubts: Doubt[]): Mismatch | undefined {
  const { unknown } = facts;
  const hidden = unknown?.has('path') ? 'path' : unknown?.has('query') ? 'query' : undefined;
  for (const name in match.queryParams) {
    const expected = match.queryParams[name];
    if (expected === undefined) continue;
    const field = `queryParams.${name}`;
    if (hidden !== undefined) {
      doubts.push({ field, unknown: hidden });
      continue;
    }
    const value = queryParam(facts.query, name);
    if (value !== undefined && matchParam(expected, value)) continue;
    return { code: 'RT-QUERY-MISMATCH', field, expected: inWords(expected), actual: value ?? null };
  }
  return undefined;
}

/** Whether a match takes every value, or every one that starts as all do. */
function coversAll(match: StringMatch, start = ''): boolean {
  switch (match.type) {
    case 'exact':
      return false;
    case 'prefix':
      return start.startsWith(match.value);
    case 'path-prefix':
      return match.value.replace(/\/+$/, '') === '';
    case 'regex':
      return match.value === '.*';
    case 'present':
      return true;
  }
}

/** Envoy 1.40 lets a value with an escape equal no text, neither as sent nor decoded. */
function matchParam(match: StringMatch, value: string): boolean {
  return (match.type !== 'exact' || !/%[0-9A-Fa-f]{2}/.test(value)) && matchString(match, value);
}

function inWords(match: StringMatch): string {
  return match.type === 'present' ? 'present' : `${match.type} ${match.value}`;
}
