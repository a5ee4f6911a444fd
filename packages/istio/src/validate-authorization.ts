import { bracketed } from './authorization-policy.ts';
import { parseCidr } from './cidr.ts';

/** What Istio's webhook says against values of an AuthorizationPolicy; undefined where they are fine (istio pkg/config/security/security.go). */
export type Objection = string | undefined;

const ADDRESS_KEYS: ReadonlySet<string> = new Set(['source.ip', 'remote.ip', 'destination.ip']);
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
]);

/** A condition of `when` with its values and notValues together. */
export function conditionObjection(key: string, values: readonly string[]): Objection {
  if (values.some((value) => value === '')) return 'a value is empty';
  const inBrackets = bracketed(key.slice(key.indexOf('[')));
  if (key.startsWith('request.headers') || key.startsWith('request.auth.claims') || key.startsWith('experimental.envoy.filters.')) {
    return inBrackets.length === 0 ? 'the key needs a name in brackets' : undefined;
  }
  if (ADDRESS_KEYS.has(key)) return values.every((value) => parseCidr(value) !== undefined) ? undefined : 'a value is no address or range';
  if (key === 'destination.port') return values.every(isPort) ? undefined : 'a value is no port';
  if (key === 'source.serviceAccount') return values.map(serviceAccountObjection).find((objection) => objection !== undefined);
  if (key === 'source.trustDomain') return values.map(trustDomainObjection).find((objection) => objection !== undefined);
  return PLAIN_KEYS.has(key) ? undefined : 'the key is not known';
}

function isPort(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) <= 65535;
}

export function serviceAccountObjection(value: string): Objection {
  const parts = value.split('/');
  if (parts.length > 2 || parts.some((part) => part === '')) return 'a service account is `name` or `namespace/name`';
  if (value.includes('*')) return 'a service account has no wildcard';
  return value.length > 320 ? 'a service account has at most 320 characters' : undefined;
}

/** At most one star, at the start or the end. */
export function wildcardObjection(value: string): Objection {
  if (value === '') return 'a value is empty';
  const inner = value.replace(/^\*|\*$/, '');
  return inner.includes('*') ? 'a star stands only once, at the start or the end' : undefined;
}

export function trustDomainObjection(value: string): Objection {
  return value.includes('/') ? 'a trust domain has no slash' : wildcardObjection(value);
}

/** A path with `{*}` or `{**}`: these are whole segments, `{**}` comes last of them, and there are no other braces or stars. */
export function pathTemplateObjection(value: string): Objection {
  let hasRest = false;
  for (const segment of value.split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (hasRest) return 'nothing templated follows {**}';
      hasRest = segment === '{**}';
    } else if (segment !== '' && !isPathLiteral(segment)) {
      return `${segment} is neither text nor a whole {*} or {**}`;
    }
  }
  return undefined;
}

/** What a path segment may hold as it is (RFC 3986 pchar without the star). */
export function isPathLiteral(text: string): boolean {
  return /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/.test(text);
}

/** Where keys are fetched; undefined for what is no http or https address with a port that is a number. */
export function parseJwksUri(text: string): { hostname: string; scheme: string; port: number; useSSL: boolean } | undefined {
  const [, scheme = '', hostname = '', port = ''] = /^(https?):\/\/([^/:?#]+)(?::([^/?#]*))?/.exec(text) ?? [];
  if (scheme === '' || (port !== '' && !/^\d+$/.test(port))) return undefined;
  const useSSL = scheme === 'https';
  return { hostname, scheme, port: port === '' ? (useSSL ? 443 : 80) : Number(port), useSSL };
}
