import { fieldsOf, type JwtRule, listOf } from '@pidalio/istio';
import { type CheckedToken, findTokens, readToken, type TokenCarrier, type TokenProblem } from '@pidalio/routing';
import { compactVerify, importJWK, type JWK } from 'jose';

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
      const { header, claims, problem } = readToken(token);
      // Of several rules the one of the token's issuer has its keys.
      if (checked.has(token) && claims.iss !== rule.issuer) continue;
      if (problem === undefined && rule.jwks === undefined) continue;
      const found = problem ?? timeProblem(claims, nowSeconds) ?? (await signatureProblem(token, header, rule.jwks));
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

/** Any key that the token's `kid` and `alg` admit may have signed it (envoy source/common/jwt/verify.cc). */
async function signatureProblem(token: string, { kid, alg }: CheckedToken['claims'], jwks = ''): Promise<TokenProblem | undefined> {
  const keys = parseKeys(jwks);
  if (keys.length === 0) return "Jwks doesn't have any valid public key";
  const fitting = keys.filter((key) => (kid === undefined || key.kid === undefined || key.kid === kid) && isFor(key, String(alg)));
  if (fitting.length === 0) return "Jwks doesn't have key to match kid or alg from Jwt";
  for (const key of fitting) if (await isSignedBy(token, key, String(alg))) return undefined;
  return 'Jwt verification fails';
}

function isFor({ alg: own, kty }: JWK, alg: string): boolean {
  if (own !== undefined) return own === alg;
  return kty === KEY_TYPES[alg.slice(0, 2)];
}

const KEY_TYPES: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', HS: 'oct', Ed: 'OKP' };

async function isSignedBy(token: string, key: JWK, alg: string): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK(key, alg));
    return true;
  } catch {
    return false;
  }
}

function parseKeys(text: string): JWK[] {
  try {
    const value: unknown = JSON.parse(text);
    return listOf(fieldsOf(value).keys).filter(isKey);
  } catch {
    return [];
  }
}

function isKey(value: unknown): value is JWK {
  return typeof fieldsOf(value).kty === 'string';
}
