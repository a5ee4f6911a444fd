import { compareAge, compareText } from './age-order.ts';
import { type Catalog, derived, objectsOf, readOnce } from './catalog.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { isPolicyFor, type PolicyTarget, readPolicyTarget, type Workload } from './policy-target.ts';
import { type Fields, fieldsOf, listOf, textOf, textsOf } from './read.ts';

/** One entry of `spec.jwtRules`: tokens of one issuer, where they are looked for and what becomes of them. */
export interface JwtRule {
  ref: ObjectRef;
  path: string;
  issuer: string;
  /** Empty: any. */
  audiences: readonly string[];
  /** JSON Web Key Set, where the rule holds the keys itself. */
  jwks?: string;
  jwksUri?: string;
  fromHeaders: readonly { name: string; prefix: string }[];
  fromParams: readonly string[];
  fromCookies: readonly string[];
  forwardOriginalToken: boolean;
  /** Lower case. */
  outputPayloadToHeader?: string;
  outputClaimToHeaders: readonly { header: string; claim: string }[];
  /** Claims whose text counts as a list of words. */
  spaceDelimitedClaims: readonly string[];
}

interface RequestAuthentication {
  target: PolicyTarget;
  rules: readonly JwtRule[];
}

export const REQUEST_AUTHENTICATION_KIND = 'security.istio.io/RequestAuthentication';

/** Istio makes a list of these claims by itself (istio pilot security/authn policy_applier.go). */
const SPACE_DELIMITED = ['scope', 'permission'];

const read = readOnce((object) => readRequestAuthentication(object));

const byNamespace = derived([REQUEST_AUTHENTICATION_KIND], (catalog) => {
  const table = new Map<string, RequestAuthentication[]>();
  for (const object of objectsOf(catalog, REQUEST_AUTHENTICATION_KIND).sort(compareAge)) {
    const namespace = object.metadata.namespace ?? '';
    const list = table.get(namespace);
    if (list === undefined) table.set(namespace, [read(catalog, object)]);
    else list.push(read(catalog, object));
  }
  return table;
});

/** The token rules of a workload, of all its RequestAuthentications together, in the order in which its proxy tries them: by issuer. */
export function jwtRulesFor(catalog: Catalog, workload: Workload): JwtRule[] {
  const { rootNamespace } = catalog.options;
  const namespaces = new Set([rootNamespace, workload.namespace, ...(workload.services ?? []).map(({ namespace }) => namespace)]);
  return [...namespaces]
    .flatMap((namespace) => byNamespace(catalog).get(namespace) ?? [])
    .filter(({ target }) => isPolicyFor(target, workload, rootNamespace))
    .flatMap(({ rules }) => rules)
    .sort((a, b) => compareText(a.issuer, b.issuer));
}

export function readRequestAuthentication(object: KubeObject): RequestAuthentication {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const rules = listOf(spec.jwtRules).map((value, index) => readJwtRule(fieldsOf(value), ref, `spec.jwtRules[${index}]`));
  return { target: readPolicyTarget(spec, ref.namespace), rules };
}

function readJwtRule(fields: Fields, ref: ObjectRef, path: string): JwtRule {
  const fromHeaders = listOf(fields.fromHeaders).map((value) => {
    const { name, prefix } = fieldsOf(value);
    return { name: (textOf(name) ?? '').toLowerCase(), prefix: textOf(prefix) ?? '' };
  });
  const fromParams = textsOf(fields.fromParams);
  const fromCookies = textsOf(fields.fromCookies);
  const isDefault = fromHeaders.length + fromParams.length + fromCookies.length === 0;
  const jwks = textOf(fields.jwks) || textOf(fields.jwks_inline);
  const jwksUri = textOf(fields.jwksUri) || textOf(fields.jwks_uri);
  const payloadHeader = textOf(fields.outputPayloadToHeader);
  return {
    ref,
    path,
    issuer: textOf(fields.issuer) ?? '',
    audiences: textsOf(fields.audiences),
    ...(jwks ? { jwks } : {}),
    ...(jwksUri ? { jwksUri } : {}),
    fromHeaders: isDefault ? [{ name: 'authorization', prefix: 'Bearer ' }] : fromHeaders,
    fromParams: isDefault ? ['access_token'] : fromParams,
    fromCookies,
    forwardOriginalToken: fields.forwardOriginalToken === true,
    ...(payloadHeader ? { outputPayloadToHeader: payloadHeader.toLowerCase() } : {}),
    outputClaimToHeaders: listOf(fields.outputClaimToHeaders).map((value) => {
      const { header, claim } = fieldsOf(value);
      return { header: (textOf(header) ?? '').toLowerCase(), claim: textOf(claim) ?? '' };
    }),
    spaceDelimitedClaims: [...SPACE_DELIMITED, ...textsOf(fields.spaceDelimitedClaims)],
  };
}
