import type { JwtRule } from '@pidalio/istio';
import { type CheckedToken, findTokens, readToken, type TokenCarrier, type TokenProblem } from '@pidalio/routing';
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';

/** How far the clocks of issuer and proxy may be apart (Envoy's default). */
const CLOCK_SKEW_SECONDS = 60;

/**
 * Checks the tokens of a request against the keys that the rules hold: what the engine itself cannot do, having neither keys nor a clock.
 * Tokens of a rule whose keys are elsewhere (`jwksUri`) are left out, and count as genuine there.
 */
export async function verifyTokens(rules: readonly JwtRule[], request: TokenCarrier, nowSeconds: number): Promise<CheckedToken[]> {
  const checked = new Map<string, CheckedToken>();
  for (const rule of rules) {
    for (const { token } of findTokens(rule, request)) {
      const { claims, problem } = readToken(token);
      // Of several rules the one of the token's issuer has its keys.
      if (checked.has(token) && claims.iss !== rule.issuer) continue;
      if (problem === undefined && rule.jwks === undefined) continue;
      const found = problem ?? timeProblem(claims, nowSeconds) ?? (await signatureProblem(token, rule.jwks));
      checked.set(token, { token, claims, ...(found === undefined ? {} : { problem: found }) });
    }
  }
  return [...checked.values()];
}

function timeProblem({ nbf, exp }: CheckedToken['claims'], nowSeconds: number): TokenProblem | undefined {
  if (typeof nbf === 'number' && nowSeconds < nbf - CLOCK_SKEW_SECONDS) return 'Jwt not yet valid';
  if (typeof exp === 'number' && exp > 0 && nowSeconds > exp + CLOCK_SKEW_SECONDS) return 'Jwt is expired';
  return undefined;
}

async function signatureProblem(token: string, jwks = ''): Promise<TokenProblem | undefined> {
  const keys = parseKeys(jwks);
  if (keys === undefined) return 'Jwks remote fetch is failed';
  try {
    await compactVerify(token, createLocalJWKSet(keys));
    return undefined;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      return 'Jwks doesn’t have key to match kid or alg from Jwt';
    }
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifiesWithAny(token, keys);
    return 'Jwt verification fails';
  }
}

/** A token without key id is tried with every key. */
async function verifiesWithAny(token: string, { keys }: JSONWebKeySet): Promise<TokenProblem | undefined> {
  for (const key of keys) {
    try {
      await compactVerify(token, createLocalJWKSet({ keys: [key] }));
      return undefined;
    } catch {
      // The next key may be the one.
    }
  }
  return 'Jwt verification fails';
}

function parseKeys(text: string): JSONWebKeySet | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isKeySet(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
