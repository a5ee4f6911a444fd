import { type Attribute, type Condition, hasRule, matchedPrefix } from '@pidalio/istio';
import { claimTexts } from './claim-texts.ts';
import type { InboundUnknown } from './inbound.ts';
import type { InboundFacts } from './inbound-facts.ts';
import { matchesNamespace, matchesPrincipal, matchesServiceAccount, matchesTrustDomain } from './peer-match.ts';
import { matchesHeaderValue, matchesPath, matchesValue } from './policy-value.ts';
import { not, type Tri } from './tri.ts';

export type Truth = Tri<InboundUnknown>;

/** Attributes that a TCP connection has not. */
const HTTP_ONLY: ReadonlySet<Attribute> = new Set<Attribute>([
  'hosts',
  'methods',
  'paths',
  'request.headers',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'request.auth.claims',
]);

const KEYED: ReadonlySet<Attribute> = new Set<Attribute>(['request.headers', 'request.auth.claims']);
const ADDRESSES: ReadonlySet<Attribute> = new Set<Attribute>(['source.ip', 'remote.ip', 'destination.ip']);

/** Whether Envoy's RBAC can compare this at all: not HTTP on a TCP port, and no ill-formed address, port or key. */
export function isBuildable({ attribute, keys }: Condition, value: string, isTcp: boolean): boolean {
  if (isTcp && HTTP_ONLY.has(attribute)) return false;
  if (KEYED.has(attribute)) return keys.length > 0;
  if (ADDRESSES.has(attribute)) return matchedPrefix(value, value.split('/', 1)[0] ?? '') !== undefined;
  if (attribute === 'destination.port') return /^\d+$/.test(value) && Number(value) <= 65535;
  return true;
}

/** One of `values` and none of `notValues`; what cannot be built is left out, as Istio does in DENY rules (authz/model checkError). */
export function matchCondition(condition: Condition, policyNamespace: string, facts: InboundFacts): Truth {
  const wanted = oneOf(condition, condition.values, policyNamespace, facts) ?? true;
  if (wanted === false) return false;
  const refused = oneOf(condition, condition.notValues, policyNamespace, facts) ?? false;
  if (refused === true) return false;
  return wanted === true ? not(refused) : wanted;
}

/** undefined where there is nothing to compare with. */
function oneOf(condition: Condition, values: readonly string[], policyNamespace: string, facts: InboundFacts): Truth | undefined {
  let found: Truth | undefined;
  for (const value of values) {
    if (!isBuildable(condition, value, facts.isTcp)) continue;
    const truth = matchOne(condition, value, policyNamespace, facts);
    if (truth === true) return true;
    if (found === undefined || found === false) found = truth;
  }
  return found;
}

function matchOne({ attribute, keys }: Condition, value: string, policyNamespace: string, facts: InboundFacts): Truth {
  const { unknown, options, principal } = facts;
  const known = (field: InboundUnknown, matches: () => boolean): Truth => (unknown.has(field) ? { unknown: field } : matches());
  switch (attribute) {
    case 'hosts':
      return known('host', () => matchesHeaderValue(value.toLowerCase(), facts.authority.toLowerCase()));
    case 'methods':
      return known('method', () => matchesHeaderValue(value, facts.method));
    case 'paths':
      return value === '*' ? true : known('path', () => matchesPath(value, facts.path));
    case 'destination.port':
      return Number(value) === facts.port;
    case 'destination.ip':
      return facts.address === undefined ? { unknown: 'address' } : matchedPrefix(value, facts.address) !== undefined;
    case 'connection.sni':
      return known('sni', () => matchesValue(value, facts.sni));
    case 'source.ip':
      return isIn(value, facts.peerIp);
    case 'remote.ip':
      return isIn(value, facts.remoteIp);
    case 'source.principal':
      return known('principal', () => matchesPrincipal(value, principal, options));
    case 'source.namespace':
      return known('principal', () => matchesNamespace(value, principal));
    case 'source.serviceAccount':
      return known('principal', () => matchesServiceAccount(value, policyNamespace, principal));
    case 'source.trustDomain':
      return known('principal', () => matchesTrustDomain(value, principal, options));
    case 'request.headers':
      return matchHeader(keys[0] ?? '', value, facts);
    case 'request.auth.principal':
      return known('claims', () => matchesRequestPrincipal(value, textOfClaim(facts, 'iss'), textOfClaim(facts, 'sub')));
    case 'request.auth.audiences':
      return matchClaim(['aud'], value, facts);
    case 'request.auth.presenter':
      return matchClaim(['azp'], value, facts);
    case 'request.auth.claims':
      return matchClaim(keys, value, facts);
    // Metadata of other filters, of which a request says nothing.
    case 'experimental.envoy.filters':
      return false;
  }
}

function isIn(range: string, ip: string | undefined): Truth {
  return ip === undefined ? { unknown: 'ip' } : matchedPrefix(range, ip) !== undefined;
}

/** Each value of a repeated header is tested on its own; older versions join them. */
function matchHeader(name: string, value: string, { headers, unknown, options, authority, method, path }: InboundFacts): Truth {
  const lower = name.toLowerCase();
  const pseudo: Readonly<Record<string, string>> = { ':authority': authority, host: authority, ':method': method, ':path': path };
  const sent = pseudo[lower] ?? headers[lower];
  if (sent === undefined) return unknown.has('headers') ? { unknown: 'headers' } : false;
  const values = [sent].flat().map((text) => text.trim());
  const compared = hasRule(options, 'headers-one-by-one') || values.length === 0 ? values : [values.join(',')];
  return compared.some((text) => matchesHeaderValue(value, text));
}

function matchClaim(path: readonly string[], value: string, { claims, unknown, spaceDelimitedClaims }: InboundFacts): Truth {
  if (unknown.has('claims') && !Object.hasOwn(claims ?? {}, path[0] ?? '')) return { unknown: 'claims' };
  return claims !== undefined && claimTexts(claims, path, spaceDelimitedClaims).some((text) => matchesValue(value, text));
}

function textOfClaim({ claims }: InboundFacts, name: string): string | undefined {
  const value = claims?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** `issuer/subject`, split at the last slash; the star stands for either part or the end of one (istio authz/model requestPrincipalGenerator). */
export function matchesRequestPrincipal(value: string, iss: string | undefined, sub: string | undefined): boolean {
  if (iss === undefined || sub === undefined) return false;
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value === '*') return iss !== '' && sub !== '';
  if (value.startsWith('*')) {
    if (slash < 0) return iss !== '' && sub.endsWith(value.slice(1));
    return (issuer === '*' ? iss !== '' : iss.endsWith(issuer.slice(1))) && sub === subject;
  }
  if (value.endsWith('*')) {
    if (slash < 0) return iss.startsWith(value.slice(0, -1)) && sub !== '';
    return iss === issuer && (subject === '*' ? sub !== '' : sub.startsWith(subject.slice(0, -1)));
  }
  return iss === issuer && sub === subject;
}
