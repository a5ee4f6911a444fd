import { type Fields, type JwtRule, listOf } from '@pidalio/istio';
import { encodeBase64 } from './base64.ts';
import { claimAt } from './claim-texts.ts';
import type { CheckedToken, TokenProblem } from './credentials.ts';
import type { Stop } from './decision.ts';
import { type FoundToken, findTokens, type TokenCarrier, withoutParam } from './find-tokens.ts';
import { readToken } from './read-token.ts';

/** What the JWT filter made of a request. */
export interface Authentication {
  problem?: { text: TokenProblem; rule: JwtRule };
  /** The rule whose token was accepted. */
  accepted?: { rule: JwtRule; claims: Fields };
  /** The request as it goes on. */
  path: string;
  headersAdded: Readonly<Record<string, string>>;
  headersRemoved: readonly string[];
}

export interface TokenRequest extends TokenCarrier {
  tokens?: readonly CheckedToken[];
  claims?: Readonly<Record<string, unknown>>;
}

const NOT_OURS = 'Jwt issuer is not configured';

type Verdict = { type: 'ok'; claims: Fields; found: readonly FoundToken[] } | { type: 'missing' } | { type: 'failed'; text: TokenProblem };

/**
 * Istio asks: one of the rules accepts, or no rule finds a token (istio pilot security/authn convertToEnvoyJwtConfig). The rules are tried in
 * order; all tokens that one finds must be good. Of the headers that a rule puts claims into, those the caller sent are taken away.
 */
export function authenticate(rules: readonly JwtRule[], request: TokenRequest, stops: Stop[]): Authentication {
  const cleaned = new Set<string>();
  const failed: { text: TokenProblem; rule: JwtRule }[] = [];
  for (const rule of rules) {
    for (const header of outputHeaders(rule)) if (request.headers[header] !== undefined) cleaned.add(header);
    const verdict = verify(rule, request, stops);
    if (verdict.type === 'ok') {
      stops.push({ code: 'RA-ACCEPTED', ref: rule.ref, path: rule.path, values: { issuer: rule.issuer } });
      return { accepted: { rule, claims: verdict.claims }, ...onward(rule, verdict, request, cleaned) };
    }
    if (verdict.type === 'failed') failed.push({ text: verdict.text, rule });
  }
  const going = { path: request.path, headersAdded: {}, headersRemoved: [...cleaned] };
  const problem = answered(failed);
  if (problem === undefined) {
    if (rules.length > 0) stops.push({ code: 'RA-NO-TOKEN' });
    return going;
  }
  const { rule, text } = problem;
  stops.push({ code: 'RA-REJECTED', ref: rule.ref, path: rule.path, values: { issuer: rule.issuer, problem: text } });
  return { problem, ...going };
}

/** Of several complaints the first, unless it is about the issuer: then the last that is not (envoy jwt_authn verifier.cc). */
function answered<Failure extends { text: TokenProblem }>(failed: readonly Failure[]): Failure | undefined {
  const [first] = failed;
  if (first === undefined || first.text !== NOT_OURS) return first;
  return failed.findLast(({ text }) => text !== NOT_OURS) ?? first;
}

function verify(rule: JwtRule, request: TokenRequest, stops: Stop[]): Verdict {
  const found = findTokens(rule, request);
  if (found.length === 0) return request.claims === undefined ? { type: 'missing' } : verifyClaims(rule, request.claims);
  let claims: Fields = {};
  for (const { token } of found) {
    const listed = request.tokens?.find((candidate) => candidate.token === token);
    const read = listed ?? readToken(token);
    const text = complaint(rule, read);
    if (text !== undefined) return { type: 'failed', text };
    if (listed === undefined) stops.push({ code: 'RA-UNVERIFIED', ref: rule.ref, path: rule.path, values: { issuer: rule.issuer } });
    claims = read.claims;
  }
  return { type: 'ok', claims, found };
}

/** Claims without a token: good for the rule of their issuer; without an issuer, for any. */
function verifyClaims(rule: JwtRule, claims: Fields): Verdict {
  const text = claims.iss === undefined ? undefined : complaint(rule, { claims });
  return text === undefined ? { type: 'ok', claims: { iss: rule.issuer, ...claims }, found: [] } : { type: 'failed', text };
}

const OF_TIME: ReadonlySet<TokenProblem> = new Set(['Jwt is expired', 'Jwt not yet valid']);
const OF_KEY: ReadonlySet<TokenProblem> = new Set([
  'Jwt verification fails',
  "Jwks doesn't have key to match kid or alg from Jwt",
  "Jwks doesn't have any valid public key",
]);

/** In Envoy's order: form, issuer, times, audience, signature (jwt_authn authenticator.cc). */
function complaint(rule: JwtRule, { claims, problem }: Pick<CheckedToken, 'claims' | 'problem'>): TokenProblem | undefined {
  if (problem !== undefined && !OF_TIME.has(problem) && !OF_KEY.has(problem)) return problem;
  if (rule.issuer !== '' && claims.iss !== rule.issuer) return NOT_OURS;
  if (problem !== undefined && OF_TIME.has(problem)) return problem;
  if (rule.audiences.length > 0) {
    const offered = (typeof claims.aud === 'string' ? [claims.aud] : listOf(claims.aud)).map((aud) => plainAudience(String(aud)));
    if (!rule.audiences.some((audience) => offered.includes(plainAudience(audience)))) return 'Audiences in Jwt are not allowed';
  }
  return problem;
}

/** Without scheme and trailing slash (jwt_verify_lib check_audience.cc). */
function plainAudience(text: string): string {
  return text.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function outputHeaders(rule: JwtRule): string[] {
  const payload = rule.outputPayloadToHeader === undefined ? [] : [rule.outputPayloadToHeader];
  return [...payload, ...rule.outputClaimToHeaders.map(({ header }) => header)];
}

function onward(
  rule: JwtRule,
  { claims, found }: Extract<Verdict, { type: 'ok' }>,
  request: TokenRequest,
  cleaned: ReadonlySet<string>,
): Pick<Authentication, 'path' | 'headersAdded' | 'headersRemoved'> {
  const added: Record<string, string> = {};
  const payloads = found.map(({ token }) => token.split('.')[1] ?? '').join(',');
  if (rule.outputPayloadToHeader !== undefined && payloads !== '') added[rule.outputPayloadToHeader] = payloads;
  for (const { header, claim } of rule.outputClaimToHeaders) {
    const text = claimText(claimAt(claims, claim.split('.')));
    if (text !== '') added[header] = text;
  }
  const removed = new Set([...cleaned].filter((name) => !(name in added)));
  let { path } = request;
  if (!rule.forwardOriginalToken) {
    for (const token of found) {
      if (token.in === 'header') removed.add(token.name);
      if (token.in === 'param') path = withoutParam(path, token.name);
    }
  }
  return { path, headersAdded: added, headersRemoved: [...removed] };
}

/** Lists and objects arrive as base64 of their JSON. */
function claimText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? encodeBase64(JSON.stringify(value)) : String(value);
}
