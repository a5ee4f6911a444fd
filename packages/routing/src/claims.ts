import { type Catalog, fieldsOf, isFields, listOf, objectsOf, selectsLabels, textMapOf, textOf } from '@pidalio/istio';
import type { Caller, RouteRequest, UnknownField } from './decision.ts';
import type { RequestFacts } from './request-facts.ts';

const KIND = 'security.istio.io/RequestAuthentication';
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** The claims that a gateway can route by: none where no RequestAuthentication makes it look at tokens. */
export function routingClaims(catalog: Catalog, { caller, claims }: RouteRequest): Readonly<Record<string, unknown>> | undefined {
  return checksTokens(catalog, caller) ? (claims ?? {}) : undefined;
}

function checksTokens(catalog: Catalog, caller: Caller): boolean {
  return objectsOf(catalog, KIND).some(({ metadata, spec: value }) => {
    const spec = fieldsOf(value);
    const namespace = metadata.namespace ?? '';
    if (namespace !== caller.namespace && namespace !== catalog.options.rootNamespace) return false;
    if (listOf(spec.jwtRules).length === 0) return false;
    const targets = [...listOf(spec.targetRefs), ...(isFields(spec.targetRef) ? [spec.targetRef] : [])].map(fieldsOf);
    if (targets.length > 0) {
      const gateway = caller.labels[GATEWAY_NAME_LABEL];
      return namespace === caller.namespace && targets.some(({ kind, name }) => kind === 'Gateway' && textOf(name) === gateway);
    }
    return selectsLabels(textMapOf(fieldsOf(spec.selector).matchLabels), caller.labels);
  });
}

/** Claims of which the JWT filter makes a list of words (istio pilot security/authn: NormalizePayloadInMetadata). */
const SPACE_DELIMITED: ReadonlySet<string> = new Set(['scope', 'permission']);

/** What a claim can be compared with: itself if it is a text, or each text of a list; other types equal nothing. */
export function claimValues(
  { claims, unknown }: RequestFacts,
  path: readonly string[],
): { values: readonly string[]; unknown: UnknownField | undefined } {
  const [first = ''] = path;
  if (claims === undefined) return { values: [], unknown: undefined };
  if (unknown?.has('claims') && !Object.hasOwn(claims, first)) return { values: [], unknown: 'claims' };
  let value: unknown = claims;
  for (const key of path) value = isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (Array.isArray(value)) return { values: value.filter((item) => typeof item === 'string'), unknown: undefined };
  if (typeof value !== 'string') return { values: [], unknown: undefined };
  const isList = path.length === 1 && SPACE_DELIMITED.has(first) && value.includes(' ');
  return { values: isList ? value.split(' ') : [value], unknown: undefined };
}
