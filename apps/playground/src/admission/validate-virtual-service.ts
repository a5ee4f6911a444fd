import { fieldsOf, isFields, parseDuration, textOf } from '@pidalio/istio';
import { RE2JS } from 're2js';
import { records } from './fields.ts';

/**
 * What istiod's webhook finds wrong with a VirtualService, in its own words
 * (istio 1.28 pkg/config/validation/virtualservice.go and validation.go). Not the whole of it: what makes a rule unusable.
 */
export function virtualServiceErrors(spec: Record<string, unknown>): string[] {
  const rules = records(spec.http);
  const isDelegate = !Array.isArray(spec.hosts) || spec.hosts.length === 0;
  if (rules.length === 0 && records(spec.tcp).length === 0 && records(spec.tls).length === 0) {
    return ['http, tcp or tls must be provided in virtual service'];
  }
  return rules.flatMap((rule) => httpRuleErrors(rule, isDelegate));
}

function httpRuleErrors(rule: Record<string, unknown>, isDelegate: boolean): string[] {
  const { redirect, directResponse, delegate, timeout } = rule;
  const routes = records(rule.route);
  return [
    ...actionErrors(rule, routes, isDelegate),
    ...(redirect && routes.length > 0 ? ['HTTP route cannot contain both route and redirect'] : []),
    ...((redirect || directResponse) && rule.fault
      ? [`HTTP route cannot contain both fault and ${redirect ? 'redirect' : 'direct_response'}`]
      : []),
    ...(isDelegate && delegate ? ['delegate virtual service must have no delegate specified'] : []),
    ...records(rule.match).flatMap(matchErrors),
    ...durationErrors(timeout),
    ...retryErrors(fieldsOf(rule.retries)),
    ...faultErrors(rule.fault),
    ...weightErrors(routes),
    ...(isFields(directResponse) ? statusErrors(directResponse.status) : []),
  ];
}

function actionErrors(rule: Record<string, unknown>, routes: readonly unknown[], isDelegate: boolean): string[] {
  const hasAction = routes.length > 0 || isFields(rule.redirect) || isFields(rule.directResponse);
  if (hasAction || (isFields(rule.delegate) && !isDelegate)) return [];
  return ['HTTP route, redirect or direct_response is required'];
}

function matchErrors(match: Record<string, unknown>): string[] {
  const single = ['uri', 'scheme', 'method', 'authority'].flatMap((field) => regexErrors(match[field], field));
  const keyed = ['headers', 'withoutHeaders', 'queryParams'].flatMap((field) =>
    Object.values(fieldsOf(match[field])).flatMap((value) => regexErrors(value, field)),
  );
  return [...single, ...keyed];
}

function regexErrors(match: unknown, field: string): string[] {
  const regex = textOf(fieldsOf(match).regex) ?? '';
  // "*" means presence where Istio compares without a matcher.
  if (regex === '' || (regex === '*' && field !== 'uri' && field !== 'headers')) return [];
  try {
    RE2JS.compile(regex);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`"${field}": ${reason}; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)`];
  }
}

function retryErrors(retries: Record<string, unknown>): string[] {
  const { attempts, perTryTimeout, retryOn } = retries;
  if (typeof attempts === 'number' && attempts < 0) return ['attempts cannot be negative'];
  const disabled = attempts === 0 && (perTryTimeout !== undefined || Boolean(textOf(retryOn)));
  return [
    ...(disabled ? ['http retry policy configured when attempts are set to 0 (disabled)'] : []),
    ...durationErrors(perTryTimeout),
    ...durationErrors(retries.backoff),
  ];
}

function faultErrors(fault: unknown): string[] {
  if (!isFields(fault)) return [];
  const { delay, abort } = fault;
  if (!isFields(delay) && !isFields(abort)) return ['HTTP fault injection must have an abort and/or a delay'];
  const delayRecord = fieldsOf(delay);
  const abortRecord = fieldsOf(abort);
  return [
    ...durationErrors(delayRecord.fixedDelay),
    ...percentageErrors(delayRecord.percentage),
    ...percentageErrors(abortRecord.percentage),
    ...('httpStatus' in abortRecord ? statusErrors(abortRecord.httpStatus) : []),
  ];
}

function percentageErrors(percentage: unknown): string[] {
  const { value } = fieldsOf(percentage);
  if (typeof value !== 'number') return [];
  return value < 0 || value > 100 || (value > 0 && value < 0.0001) ? ['percentage must be in range 0.0001 - 100.0'] : [];
}

/** 600 passes although the message says otherwise. */
function statusErrors(status: unknown): string[] {
  return typeof status === 'number' && (status < 200 || status > 600) ? [`HTTP status ${status} is not in range 200-599`] : [];
}

function weightErrors(routes: readonly Record<string, unknown>[]): string[] {
  const weights = routes.map(({ weight }) => (typeof weight === 'number' ? weight : 0));
  const negative = weights.find((weight) => weight < 0);
  if (negative !== undefined) return [`weight ${negative} < 0`];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return routes.length > 1 && total === 0 ? ['total destination weight = 0'] : [];
}

function durationErrors(duration: unknown): string[] {
  if (duration === undefined || duration === null) return [];
  const ms = parseDuration(textOf(duration) ?? '');
  if (ms === undefined) return [`invalid duration: ${String(duration)}`];
  if (ms < 1) return ['duration must be greater than 1ms'];
  return Number.isInteger(ms) ? [] : ['only durations to ms precision are supported'];
}
