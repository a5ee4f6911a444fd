import { type Fields, isFields } from '@pidalio/istio';
import { decodeBase64Url } from './base64.ts';
import type { TokenProblem } from './credentials.ts';

/** Signatures that Envoy can verify (jwt_verify_lib jwt.cc). */
const ALGORITHMS: ReadonlySet<string> = new Set([
  ...['ES256', 'ES384', 'ES512', 'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'],
]);

/** A token taken apart, with the same complaints as Envoy's; its signature and times are not looked at. */
export function readToken(token: string): { header: Fields; claims: Fields; problem?: TokenProblem } {
  const failed = (problem: TokenProblem, claims: Fields = {}) => ({ header: {}, claims, problem });
  const parts = token.split('.').filter((part) => part !== '');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length !== 3) return failed('Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections');
  const headText = decodeBase64Url(head);
  if (headText === undefined) return failed('Jwt header is an invalid Base64url encoded');
  const header = parseJson(headText);
  if (header === undefined) return failed('Jwt header is an invalid JSON');
  if (typeof header.alg !== 'string') return failed('Jwt header [alg] field is required and must be a string');
  if (!ALGORITHMS.has(header.alg)) return failed('Jwt header [alg] is not supported');
  if (header.kid !== undefined && typeof header.kid !== 'string') return failed('Jwt header [kid] field is not a string');
  const bodyText = decodeBase64Url(body);
  if (bodyText === undefined) return failed('Jwt payload is an invalid Base64url encoded');
  const claims = parseJson(bodyText);
  if (claims === undefined) return failed('Jwt payload is an invalid JSON');
  const problem = claimProblem(claims) ?? (isBase64Url(signature) ? undefined : 'Jwt signature is an invalid Base64url encoded');
  return problem === undefined ? { header, claims } : { header, claims, problem };
}

/** The registered claims have types of their own. */
function claimProblem(claims: Fields): TokenProblem | undefined {
  for (const name of ['iss', 'sub'] as const) if (!isTextOrNone(claims[name])) return `Jwt payload [${name}] field is not a string`;
  for (const name of ['iat', 'nbf', 'exp'] as const) {
    const value = claims[name];
    if (value === undefined) continue;
    if (typeof value !== 'number') return `Jwt payload [${name}] field is not an integer`;
    if (value < 0 || value >= 2 ** 64) return `Jwt payload [${name}] field is not a positive 64 bit integer`;
  }
  if (!isTextOrNone(claims.jti)) return 'Jwt payload [jti] field is not a string';
  const { aud } = claims;
  const isList = Array.isArray(aud) && aud.every((item) => typeof item === 'string');
  return isTextOrNone(aud) || isList ? undefined : 'Jwt payload [aud] field is not a string or string list';
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isBase64Url(text: string): boolean {
  return /^[A-Za-z0-9_-]*={0,2}$/.test(text);
}

function parseJson(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
