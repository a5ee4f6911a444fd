import { type Catalog, type HeaderChanges, type HttpRule, hasRule, type RouteDestination, type RouteEntry } from '@pidalio/istio';
import { resolveCluster } from './cluster.ts';
import { preflightAnswer } from './cors.ts';
import type { Caller, Destination, Fault, HeaderOperations, Mirror, RouteAction, Stop } from './decision.ts';
import { fieldName } from './field-name.ts';
import { headerOperations, hostFromHeaders } from './header-operations.ts';
import { proxyHeaders } from './proxy-headers.ts';
import { redirectLocation } from './redirect.ts';
import type { RequestFacts } from './request-facts.ts';
import { retryPolicy } from './retry-policy.ts';
import { rewrittenTarget } from './rewrite.ts';

export interface ActionContext {
  catalog: Catalog;
  caller: Caller;
  facts: RequestFacts;
  /** Port of the listener or of the Gateway's server. */
  port: number;
}

/** The faults of a rule; an absent percentage is 0 and injects nothing. */
export function ruleFault(rule: HttpRule, stops: Stop[]): Fault {
  const fault: Fault = {};
  const { delay, abort } = rule.fault ?? {};
  if (delay !== undefined && delay.percent > 0) {
    fault.delay = { probability: share(delay.percent), delayMs: delay.delayMs };
    stops.push(stopAt(rule, 'FI-DELAY', 'fault.delay', { percent: delay.percent, delayMs: delay.delayMs }));
  }
  if (abort !== undefined && abort.percent > 0) {
    fault.abort = { probability: share(abort.percent), status: abort.status, ...(abort.grpc ? { grpc: true } : {}) };
    stops.push(stopAt(rule, 'FI-ABORT', 'fault.abort', { percent: abort.percent, status: abort.status }));
  }
  return fault;
}

/** What the proxy does once this route has matched. */
export function ruleAction(context: ActionContext, { rule, match }: RouteEntry, stops: Stop[]): RouteAction {
  const { facts } = context;
  if (rule.redirect !== undefined) {
    const location = redirectLocation(rule.redirect, match, facts, context.port);
    const { status } = rule.redirect;
    stops.push(stopAt(rule, 'AC-REDIRECT', 'redirect', { status, location }));
    return { type: 'redirect', status, location, ...answerOperations(rule) };
  }
  if (rule.directResponse !== undefined) {
    const { status, body } = rule.directResponse;
    stops.push(stopAt(rule, 'AC-DIRECT', 'directResponse', { status }));
    return { type: 'direct-response', status, body, ...answerOperations(rule) };
  }
  const preflight = rule.corsPolicy === undefined ? undefined : preflightAnswer(rule.corsPolicy, facts);
  if (preflight !== undefined) {
    stops.push(stopAt(rule, 'AC-PREFLIGHT', 'corsPolicy', { origin: preflight['access-control-allow-origin'] ?? null }));
    return { type: 'direct-response', status: 200, body: '', headers: preflight };
  }
  return forward(context, { rule, match }, stops);
}

const NO_CHANGES: HeaderChanges = { request: { set: {}, add: {}, remove: [] }, response: { set: {}, add: {}, remove: [] } };

/** The rule's own changes to an answer that the proxy makes. */
function answerOperations({ headers }: HttpRule): { operations?: HeaderOperations } {
  const { set, add, remove } = headers.response;
  const isEmpty = remove.length === 0 && Object.keys(set).length === 0 && Object.keys(add).length === 0;
  return isEmpty ? {} : { operations: headerOperations(headers, NO_CHANGES, false) };
}

function forward(context: ActionContext, { rule, match }: Pick<RouteEntry, 'rule' | 'match'>, stops: Stop[]): RouteAction {
  const { facts } = context;
  const rewrittenPath = rewrittenTarget(rule.rewrite, match, facts);
  const ruleHost = rule.rewrite?.authority || hostFromHeaders(rule.headers.request);
  const rewrittenHost = ruleHost ?? facts.host;
  if (rule.rewrite !== undefined || ruleHost !== undefined) {
    stops.push(stopAt(rule, 'AC-REWRITE', 'rewrite', { path: rewrittenPath, host: rewrittenHost }));
  }
  const destinations = ruleDestinations(context, rule, ruleHost, stops);
  const mirrors = ruleMirrors(context, rule, stops);
  if (rule.timeoutMs !== undefined) stops.push(stopAt(rule, 'AC-TIMEOUT', 'timeout', { timeoutMs: rule.timeoutMs }));
  // Only the hash of a single destination makes the policy one that avoids no host (istio route.go applyHTTPRouteDestination).
  const isHashed = rule.route.length === 1 && destinations[0]?.hash !== undefined;
  const retries = retryPolicy(rule.retries, context.catalog.options.defaultHttpRetryPolicy, isHashed);
  const values = { attempts: retries.attempts, retryOn: retries.retryOn.join(','), default: rule.retries === undefined };
  stops.push(rule.retries === undefined ? { code: 'AC-RETRIES', values } : stopAt(rule, 'AC-RETRIES', 'retries', values));
  const timeout = rule.timeoutMs === undefined ? {} : { timeoutMs: rule.timeoutMs };
  const answerHeaders = proxyHeaders(rule.corsPolicy, destinations, facts);
  const extra = answerHeaders === undefined ? {} : { answerHeaders };
  return { type: 'forward', destinations, mirrors, ...timeout, retries, rewrittenPath, rewrittenHost, ...extra };
}

/** With one destination its weight is ignored, even 0; with several those of weight 0 are dropped and the rest share in proportion. */
function ruleDestinations(context: ActionContext, rule: HttpRule, ruleHost: string | undefined, stops: Stop[]): Destination[] {
  const several = rule.route.length > 1;
  const weighted = several ? rule.route.filter((route) => route.weight > 0) : rule.route;
  const total = weighted.reduce((sum, route) => sum + route.weight, 0);
  return weighted.map((route) => {
    const resolved = resolveCluster(context.catalog, context.caller, route, rule.ref.namespace, context.port);
    const { cluster: found, hash, settings } = resolved;
    const cluster = found.exists ? found : ({ ...found, missingStatus: rule.gatewayApi ? 500 : 503 } as const);
    const probability = several ? route.weight / total : 1;
    const values = { host: cluster.host, subset: cluster.subset, port: cluster.port, probability };
    stops.push({ code: 'DS-CHOSEN', ref: rule.ref, path: route.path, values }, ...resolved.stops);
    return {
      probability,
      cluster,
      path: route.path,
      headers: headerOperations(rule.headers, route.headers, several),
      ...hostOf(route, ruleHost),
      ...(hash === undefined ? {} : { hash }),
      ...(settings === undefined ? {} : { settings }),
    };
  });
}

/** A rule's own host rewrite wins over the destination's. */
function hostOf(route: RouteDestination, ruleHost: string | undefined): { rewrittenHost?: string } {
  const host = ruleHost ?? hostFromHeaders(route.headers.request);
  return host === undefined ? {} : { rewrittenHost: host };
}

function ruleMirrors(context: ActionContext, rule: HttpRule, stops: Stop[]): Mirror[] {
  const suffix = hasRule(context.catalog.options, 'mirror-keeps-host') ? {} : ({ hostSuffix: '-shadow' } as const);
  return rule.mirrors.map((mirror) => {
    const { cluster, stops: clusterStops } = resolveCluster(context.catalog, context.caller, mirror, rule.ref.namespace, context.port);
    const values = { host: cluster.host, subset: cluster.subset, percent: mirror.percent };
    stops.push({ code: 'AC-MIRROR', ref: rule.ref, path: mirror.path, values }, ...clusterStops);
    return { probability: share(mirror.percent), cluster, ...suffix };
  });
}

function share(percent: number): number {
  return Math.min(100, Math.max(0, percent)) / 100;
}

export function stopAt(rule: HttpRule, code: Stop['code'], field: string, values: NonNullable<Stop['values']>): Stop {
  return { code, ref: rule.ref, path: `${rule.path}.${fieldName(rule, field)}`, values };
}
