import type { AuthorizationRule, Clause, Condition } from '@pidalio/istio';
import type { InboundFacts } from './inbound-facts.ts';
import { isBuildable, matchCondition, type Truth } from './match-condition.ts';
import { and } from './tri.ts';

/**
 * Whether Istio leaves the rule out: one with a condition nobody knows, and an ALLOW rule of which any part cannot be built; other rules
 * only lose that part and become wider (istio authz/model checkError).
 */
export function isDropped(rule: AuthorizationRule, isAllow: boolean, isTcp: boolean): boolean {
  if (rule.invalid) return true;
  if (!isAllow) return false;
  const cannotBeBuilt = (condition: Condition) => !isWholeBuildable(condition, isTcp);
  const hasSuch = ({ conditions }: Clause) => conditions.some(cannotBeBuilt);
  return rule.from.some(hasSuch) || rule.to.some(hasSuch) || rule.when.some(cannotBeBuilt);
}

function isWholeBuildable(condition: Condition, isTcp: boolean): boolean {
  const isOne = (value: string) => isBuildable(condition, value, isTcp);
  return condition.values.every(isOne) && condition.notValues.every(isOne);
}

/** What is known to fail settles a rule, whatever else is unknown. */
export function matchRule(rule: AuthorizationRule, policyNamespace: string, facts: InboundFacts): Truth {
  const from = matchClauses(rule.from, policyNamespace, facts);
  if (from === false) return false;
  const to = matchClauses(rule.to, policyNamespace, facts);
  if (to === false) return false;
  const when = matchAll(rule.when, policyNamespace, facts);
  return and([to, from, when]);
}

/** No clause at all is anything. */
function matchClauses(clauses: readonly Clause[], policyNamespace: string, facts: InboundFacts): Truth {
  let found: Truth = clauses.length === 0;
  for (const { conditions } of clauses) {
    const truth = matchAll(conditions, policyNamespace, facts);
    if (truth === true) return true;
    if (found === false) found = truth;
  }
  return found;
}

function matchAll(conditions: readonly Condition[], policyNamespace: string, facts: InboundFacts): Truth {
  let found: Truth = true;
  for (const condition of conditions) {
    const truth = matchCondition(condition, policyNamespace, facts);
    if (truth === false) return false;
    if (found === true) found = truth;
  }
  return found;
}

/** What a rule asks for that the request has not: the first such condition of its conditions, `to` and `from`. */
export function firstMiss(rule: AuthorizationRule, policyNamespace: string, facts: InboundFacts): Condition | undefined {
  const misses = (condition: Condition) => matchCondition(condition, policyNamespace, facts) === false;
  for (const clauses of [rule.from, rule.to]) {
    const missing = clauses.map(({ conditions }) => conditions.find(misses));
    if (clauses.length > 0 && missing.every((condition) => condition !== undefined)) return missing[0];
  }
  return rule.when.find(misses);
}

/** What the request has where a condition looks; null for nothing. */
export function actualOf({ attribute, keys }: Condition, facts: InboundFacts): string | number | null {
  switch (attribute) {
    case 'hosts':
      return facts.authority;
    case 'methods':
      return facts.method;
    case 'paths':
      return facts.path;
    case 'destination.ip':
      return facts.address ?? null;
    case 'destination.port':
      return facts.port;
    case 'connection.sni':
      return facts.sni || null;
    case 'source.ip':
      return facts.peerIp ?? null;
    case 'remote.ip':
      return facts.remoteIp ?? null;
    case 'request.headers':
      return [facts.headers[keys[0]?.toLowerCase() ?? ''] ?? []].flat().join(',') || null;
    case 'request.auth.principal':
      return facts.claims === undefined ? null : `${facts.claims.iss}/${facts.claims.sub}`;
    case 'request.auth.audiences':
      return claimInWords(facts.claims?.aud);
    case 'request.auth.presenter':
      return claimInWords(facts.claims?.azp);
    case 'request.auth.claims':
      return claimInWords(facts.claims?.[keys[0] ?? '']);
    case 'experimental.envoy.filters':
      return null;
    default:
      return facts.principal ?? null;
  }
}

function claimInWords(value: unknown): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}
