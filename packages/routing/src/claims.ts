import { type Catalog, jwtRulesFor } from '@pidalio/istio';
import { claimTexts } from './claim-texts.ts';
import type { RouteRequest, UnknownField } from './decision.ts';
import type { RequestFacts } from './request-facts.ts';

/** The claims that a gateway can route by: none where no RequestAuthentication makes it look at tokens. */
export function routingClaims(catalog: Catalog, { caller, claims }: RouteRequest): Readonly<Record<string, unknown>> | undefined {
  return jwtRulesFor(catalog, caller).length > 0 ? (claims ?? {}) : undefined;
}

/** Claims of which the JWT filter makes a list of words (istio pilot security/authn: NormalizePayloadInMetadata). */
const SPACE_DELIMITED = ['scope', 'permission'];

/** What a claim can be compared with. */
export function claimValues(
  { claims, unknown }: RequestFacts,
  path: readonly string[],
): { values: readonly string[]; unknown: UnknownField | undefined } {
  const [first = ''] = path;
  if (claims === undefined) return { values: [], unknown: undefined };
  if (unknown?.has('claims') && !Object.hasOwn(claims, first)) return { values: [], unknown: 'claims' };
  return { values: claimTexts(claims, path, SPACE_DELIMITED), unknown: undefined };
}
