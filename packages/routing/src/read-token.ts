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
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length !== 3 || signature === '') {
    return failed('Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections');
  }
  const headText = decodeBase64Url(head);
  if (headText === undefined) return failed('Jwt header is an invalid Base64url encoded');
  const header = parseJson(headText);
  if (header === undefined) return failed('Jwt header is an invalid JSON');
  if (typeof header.alg !== 'string' || !ALGORITHMS.has(header.alg)) return failed('Header [alg] is not supported');
  const bodyText = decodeBase64Url(body);
  if (bodyText === undefined) return failed('Jwt payload is an invalid Base64url encoded');
  const claims = parseJson(bodyText);
  if (claims === undefined) return failed('Jwt payload is an invalid JSON');
  if (!/^[A-Za-z0-9_-]*$/.test(signature)) return { header, claims, problem: 'Jwt signature is an invalid Base64url encoded' };
  return { header, claims };
}

function parseJson(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
