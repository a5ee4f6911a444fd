import type { AuthorizationRule, Clause, Condition } from '@pidalio/istio';
import type { InboundFacts } from './inbound-facts.ts';
import { isBuildable, matchCondition, type Truth } from './match-condition.ts';
import { and, or } from './tri.ts';

const NO_CLAUSES: readonly Clause[] = [{ path: '', conditions: [] }];

/**
 * Whether Istio leaves the rule out: one with a condition nobody knows, and an ALLOW rule of which any part cannot be built; other rules
 * only lose that part and become wider (istio authz/model checkError).
 */
export function isDropped(rule: AuthorizationRule, isAllow: boolean, isTcp: boolean): boolean {
  if (rule.invalid) return true;
  if (!isAllow) return false;
  const conditions = [...rule.from, ...rule.to].flatMap((clause) => clause.conditions).concat(rule.when);
  return conditions.some((condition) =>
    [...condition.values, ...condition.notValues].some((value) => !isBuildable(condition, value, isTcp)),
  );
}

export function matchRule(rule: AuthorizationRule, policyNamespace: string, facts: InboundFacts): Truth {
  const holds = (condition: Condition) => matchCondition(condition, policyNamespace, facts);
  const oneOf = (clauses: readonly Clause[]) =>
    or((clauses.length === 0 ? NO_CLAUSES : clauses).map(({ conditions }) => and(conditions.map(holds))));
  return and([oneOf(rule.to), oneOf(rule.from), ...rule.when.map(holds)]);
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
