import { readFileSync } from 'node:fs';
import { type JourneyRequest, readWorkloads } from '@pidalio/explain';
import { type JwtRule, jwtRulesFor } from '@pidalio/istio';
import { verifyTokens } from '@pidalio/jwt';
import type { Mesh } from '@pidalio/routing';
import { CommandError } from './command.ts';
import { EXIT_USAGE } from './exit-codes.ts';

/**
 * The request with what is known of its tokens: signatures by the keys in the rules, or for rules that fetch theirs by those of a file.
 * Tokens that no known key is for count as genuine, which the story says.
 */
export async function withCheckedTokens(
  mesh: Mesh,
  request: JourneyRequest,
  jwksFile: string | undefined,
  nowSeconds: number,
): Promise<JourneyRequest> {
  const jwks = jwksFile === undefined ? undefined : readJwks(jwksFile);
  const rules = new Map<string, JwtRule>();
  for (const workload of [request.caller, ...readWorkloads(mesh)]) {
    for (const rule of jwtRulesFor(mesh.catalog, workload)) rules.set(`${rule.ref.namespace}/${rule.ref.name}/${rule.path}`, rule);
  }
  const withKeys = [...rules.values()].map((rule) => (rule.jwks === undefined && jwks !== undefined ? { ...rule, jwks } : rule));
  const tokens = await verifyTokens(withKeys, request, nowSeconds);
  return tokens.length === 0 ? request : { ...request, tokens };
}

function readJwks(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)) return text;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new CommandError([`--jwks: ${file} cannot be read (${error.code}).`], EXIT_USAGE);
  }
  throw new CommandError([`--jwks: ${file} is no JSON Web Key Set; one looks like {"keys": [{"kty": "RSA", …}]}.`], EXIT_USAGE);
}
