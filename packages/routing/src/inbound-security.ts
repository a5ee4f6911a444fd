import { type AuthorizationPolicy, authorizationPoliciesFor, type Catalog, type JwtRule, jwtRulesFor, type Workload } from '@pidalio/istio';
import { type Authentication, authenticate, type TokenRequest } from './authenticate.ts';
import { type Findings, findRules, type NamedRule, ofAction } from './authorize.ts';
import type { ExternalAnswer } from './credentials.ts';
import type { Stop } from './decision.ts';
import { type ExternalFindings, externalFindings, externalVerdict } from './external-authorization.ts';
import type { DryRunResult, InboundOutcome } from './inbound.ts';
import type { InboundFacts } from './inbound-facts.ts';

/** What the proxy's security filters do with a request: CUSTOM, then tokens, then DENY and ALLOW. */
export interface SecurityVerdict {
  outcome: Exclude<InboundOutcome, 'refused'>;
  status?: number;
  body?: string;
  responseHeaders?: Readonly<Record<string, string>>;
  flags: readonly string[];
  details?: string;
  decidedBy?: { ref: NamedRule['policy']['ref']; path: string };
  dryRun: { allow?: DryRunResult; deny?: DryRunResult };
  authentication: Authentication;
  stops: readonly Stop[];
}

export interface SecurityQuestion {
  workload: Workload;
  facts: Omit<InboundFacts, 'claims' | 'spaceDelimitedClaims'>;
  tokens: TokenRequest;
  externalAnswer?: ExternalAnswer;
  scheme: string;
}

/** One course, and the others that unknown fields allow. */
export interface SecurityCourses {
  verdict: SecurityVerdict;
  alternatives: readonly { assumption: Stop; verdict: SecurityVerdict }[];
}

/** Something unknown that a course takes for true. */
interface Assumed {
  rule?: NamedRule;
  externalAnswer?: ExternalAnswer;
  badToken?: JwtRule;
}

interface Prepared {
  question: SecurityQuestion;
  external: readonly ExternalFindings[];
  rules: readonly JwtRule[];
  policies: readonly AuthorizationPolicy[];
}

export function decideSecurity(catalog: Catalog, question: SecurityQuestion): SecurityCourses {
  const { workload, facts } = question;
  const policies = authorizationPoliciesFor(catalog, workload);
  const rules = facts.isTcp ? [] : jwtRulesFor(catalog, workload);
  // A CUSTOM policy cannot look at tokens: they are checked after it.
  const before = { ...facts, claims: undefined, spaceDelimitedClaims: [] };
  const external = externalFindings(catalog, ofAction(policies, 'CUSTOM', false), before);
  const prepared = { question, external, rules, policies };
  const doubts: { assumption: Stop; assumed: Assumed }[] = [];
  const verdict = decide(prepared, {}, doubts);
  const alternatives = doubts
    .map(({ assumption, assumed }) => ({ assumption, verdict: decide(prepared, assumed, []) }))
    .filter((other) => other.verdict.details !== verdict.details || other.verdict.outcome !== verdict.outcome)
    .map(({ assumption, verdict: other }) => ({ assumption, verdict: { ...other, stops: [assumption, ...other.stops] } }));
  return { verdict, alternatives };
}

function decide(prepared: Prepared, assumed: Assumed, doubts: { assumption: Stop; assumed: Assumed }[]): SecurityVerdict {
  const { question } = prepared;
  const stops: Stop[] = [];
  const untouched: Authentication = { path: question.tokens.path, headersAdded: {}, headersRemoved: [] };
  const custom = askOutside(prepared, assumed, doubts, stops);
  if (custom !== undefined) return { ...custom, dryRun: {}, authentication: untouched, stops };
  const authentication = checkTokens(prepared, assumed, doubts, stops);
  if (authentication.problem !== undefined) return { ...rejection(question, authentication), dryRun: {}, authentication, stops };
  const accepted = authentication.accepted;
  const facts: InboundFacts = {
    ...question.facts,
    path: question.facts.path,
    claims: accepted?.claims,
    spaceDelimitedClaims: accepted?.rule.spaceDelimitedClaims ?? [],
  };
  return { ...enforce(prepared.policies, facts, assumed, doubts, stops), authentication, stops };
}

function askOutside(
  { external, question }: Prepared,
  assumed: Assumed,
  doubts: { assumption: Stop; assumed: Assumed }[],
  stops: Stop[],
): Omit<SecurityVerdict, 'dryRun' | 'authentication' | 'stops'> | undefined {
  for (const one of external) {
    const rule = firstTaken(one.findings, assumed);
    stops.push(...one.findings.misses);
    for (const { rule: possible, assumption } of one.findings.possible) {
      doubts.push({ assumption, assumed: { rule: possible, externalAnswer: question.externalAnswer ?? 'denies' } });
    }
    const answer = assumed.externalAnswer ?? question.externalAnswer ?? 'allows';
    const verdict = externalVerdict(one, rule, answer, stops);
    if (verdict.type === 'denied') {
      const { rule: by, status, body, flags, details } = verdict;
      const visible = question.facts.isTcp ? {} : { status, ...(body === undefined ? {} : { body }) };
      return { outcome: 'denied', ...visible, flags, details, decidedBy: { ref: by.policy.ref, path: by.rule.path } };
    }
    if (rule !== undefined && question.externalAnswer === undefined) {
      const values = { action: 'CUSTOM', field: 'external-answer' };
      const assumption: Stop = { code: 'AP-MAY-MATCH', ref: rule.policy.ref, path: 'spec.provider', values };
      doubts.push({ assumption, assumed: { externalAnswer: 'denies' } });
    }
  }
  return undefined;
}

/** A CORS preflight carries no token, and none is asked of it (envoy jwt_authn filter.cc, bypass_cors_preflight). */
function checkTokens(
  { question, rules }: Prepared,
  assumed: Assumed,
  doubts: { assumption: Stop; assumed: Assumed }[],
  stops: Stop[],
): Authentication {
  const { tokens, facts } = question;
  const untouched = { path: tokens.path, headersAdded: {}, headersRemoved: [] };
  if (isPreflight(facts)) {
    const [rule] = rules;
    if (rule !== undefined) stops.push({ code: 'RA-PREFLIGHT', ref: rule.ref });
    return untouched;
  }
  const [first] = rules;
  if (assumed.badToken !== undefined) return { ...untouched, problem: { text: 'Jwt verification fails', rule: assumed.badToken } };
  const authentication = authenticate(rules, tokens, stops);
  if (
    first !== undefined &&
    authentication.accepted === undefined &&
    authentication.problem === undefined &&
    facts.unknown.has('headers')
  ) {
    const assumption: Stop = { code: 'RA-MAY-REJECT', ref: first.ref, path: first.path, values: { issuer: first.issuer } };
    doubts.push({ assumption, assumed: { badToken: first } });
  }
  return authentication;
}

function isPreflight({ method, headers, isTcp }: Pick<InboundFacts, 'method' | 'headers' | 'isTcp'>): boolean {
  return !isTcp && method === 'OPTIONS' && Boolean(headers.origin?.length && headers['access-control-request-method']?.length);
}

/** Envoy cuts the path in the challenge (jwt_authn filter.cc). */
const MAX_REALM_PATH = 256;

/** 401, and 403 where the token is good but for somebody else. */
function rejection(
  { facts, scheme, tokens }: SecurityQuestion,
  { problem }: Authentication,
): Omit<SecurityVerdict, 'dryRun' | 'authentication' | 'stops'> {
  const text = problem?.text ?? 'Jwt verification fails';
  const realm = `${scheme}://${facts.authority}${tokens.path.slice(0, MAX_REALM_PATH)}`;
  return {
    outcome: 'unauthenticated',
    status: text === 'Audiences in Jwt are not allowed' ? 403 : 401,
    body: text,
    responseHeaders: { 'www-authenticate': `Bearer realm="${realm}", error="invalid_token"` },
    flags: [],
    details: `jwt_authn_access_denied{${text.replaceAll(' ', '_')}}`,
    ...(problem === undefined ? {} : { decidedBy: { ref: problem.rule.ref, path: problem.rule.path } }),
  };
}

/** AUDIT only logs; a DENY rule that matches ends it; with any ALLOW policy one of their rules must match. */
function enforce(
  policies: readonly AuthorizationPolicy[],
  facts: InboundFacts,
  assumed: Assumed,
  doubts: { assumption: Stop; assumed: Assumed }[],
  stops: Stop[],
): Omit<SecurityVerdict, 'authentication' | 'stops'> {
  const audit = findRules(ofAction(policies, 'AUDIT', false), facts);
  for (const { policy, rule } of audit.matched) stops.push({ code: 'AP-AUDIT', ref: policy.ref, path: rule.path });
  const dryRun = dryRunOf(policies, facts, stops);
  const deny = findRules(ofAction(policies, 'DENY', false), facts);
  const allow = findRules(ofAction(policies, 'ALLOW', false), facts);
  for (const { rule, assumption } of [...deny.possible, ...allow.possible]) doubts.push({ assumption, assumed: { rule } });
  const denied = firstTaken(deny, assumed);
  if (denied !== undefined) {
    stops.push({ code: 'AP-DENY', ref: denied.policy.ref, path: denied.rule.path, values: { rule: denied.name } });
    return { ...accessDenied(facts, denied.name, denied), dryRun };
  }
  stops.push(...deny.misses);
  const allowed = firstTaken(allow, assumed);
  if (allowed !== undefined) {
    stops.push({ code: 'AP-ALLOW', ref: allowed.policy.ref, path: allowed.rule.path, values: { rule: allowed.name } });
    return { outcome: 'allowed', flags: [], decidedBy: { ref: allowed.policy.ref, path: allowed.rule.path }, dryRun };
  }
  if (!allow.exists) {
    stops.push({ code: 'AP-NO-ALLOW-POLICY' });
    return { outcome: 'allowed', flags: [], dryRun };
  }
  stops.push(...allow.misses, { code: 'AP-NONE-ALLOWS' });
  return { ...accessDenied(facts, 'none', undefined), dryRun };
}

/** Of the rules that match and the one that is taken to, the first by name. */
function firstTaken({ matched, possible }: Findings, { rule }: Assumed): NamedRule | undefined {
  const taken = rule !== undefined && possible.some((one) => one.rule.name === rule.name) ? [...matched, rule] : matched;
  return [...taken].sort((a, b) => (a.name < b.name ? -1 : 1))[0];
}

function accessDenied(
  { isTcp }: InboundFacts,
  name: string,
  rule: NamedRule | undefined,
): Omit<SecurityVerdict, 'dryRun' | 'authentication' | 'stops'> {
  const decidedBy = rule === undefined ? {} : { decidedBy: { ref: rule.policy.ref, path: rule.rule.path } };
  const details = `rbac_access_denied_matched_policy[${name}]`;
  if (isTcp) return { outcome: 'denied', flags: [], details, ...decidedBy };
  return { outcome: 'denied', status: 403, body: 'RBAC: access denied', flags: [], details, ...decidedBy };
}

function dryRunOf(policies: readonly AuthorizationPolicy[], facts: InboundFacts, stops: Stop[]): SecurityVerdict['dryRun'] {
  const result = (action: 'ALLOW' | 'DENY'): DryRunResult | undefined => {
    const { exists, matched } = findRules(ofAction(policies, action, true), facts);
    if (!exists) return undefined;
    const [first] = matched;
    const allowed = (first !== undefined) === (action === 'ALLOW');
    if (first !== undefined) stops.push({ code: 'AP-DRY-RUN', ref: first.policy.ref, path: first.rule.path, values: { action, allowed } });
    return { allowed, ...(first === undefined ? {} : { rule: first.name }) };
  };
  const allow = result('ALLOW');
  const deny = result('DENY');
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}
