import type { BackendView } from './api-backend.ts';
import { readBackend } from './api-backend.ts';
import { readBackendHeaders, readFilters } from './api-filters.ts';
import { readGrpcRouteMatch, readHttpRouteMatch } from './api-match.ts';
import { parseDuration } from './duration.ts';
import type { HttpMatch } from './http-match.ts';
import type { HttpRetry, HttpRule, RouteDestination } from './http-rule.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './read.ts';
import { hasRule } from './versions.ts';

/**
 * The rules of an HTTPRoute or GRPCRoute as Istio makes them, one for each match; undefined where something in it makes Istio drop the
 * whole route (istio pilot config/kube/gateway/conversion.go convertHTTPRoute).
 */
export function readApiRules(object: KubeObject, view: BackendView): HttpRule[] | undefined {
  const rules: HttpRule[] = [];
  // The API server's default: one rule that matches everything.
  const written = fieldsOf(object.spec).rules;
  for (const [index, value] of (Array.isArray(written) ? written : [{}]).entries()) {
    const made = readRule(object, fieldsOf(value), index, view);
    if (made === undefined) return undefined;
    const matches = readMatches(object.kind, fieldsOf(value), `spec.rules[${index}]`);
    rules.push(...(matches.length === 0 ? [made] : matches.map((match) => ({ ...made, match: [match] }))));
  }
  return rules;
}

function readMatches(kind: string, fields: Fields, path: string): HttpMatch[] {
  const values = listOf(fields.matches);
  if (kind === 'GRPCRoute') return values.map((value, at) => readGrpcRouteMatch(value, `${path}.matches[${at}]`));
  if (values.length === 0) return [readHttpRouteMatch({}, path)];
  return values.map((value, at) => readHttpRouteMatch(value, `${path}.matches[${at}]`));
}

function readRule(object: KubeObject, fields: Fields, index: number, view: BackendView): HttpRule | undefined {
  const ref = toRef(object);
  const path = `spec.rules[${index}]`;
  const filters = readFilters(fields.filters, path, view);
  const route = readDestinations(fields.backendRefs, path, view);
  if (filters === undefined || route === undefined) return undefined;
  const name = textOf(fields.name) || `${ref.namespace}.${ref.name}.${index}`;
  const retries = readRetry(fields.retry);
  const answersItself = route.length === 0 && filters.redirect === undefined;
  return {
    ref,
    path,
    index,
    name,
    gatewayApi: true,
    match: [],
    route,
    ...filters,
    ...(answersItself ? { directResponse: { status: emptyStatus(fields, view), body: '' } } : {}),
    ...readTimeouts(fieldsOf(fields.timeouts), retries),
  };
}

/** Without a backend of positive weight the answer is 500; 1.30 tells those that name no backend at all apart. */
function emptyStatus(fields: Fields, { options }: BackendView): number {
  return listOf(fields.backendRefs).length === 0 && hasRule(options, 'empty-route-not-found') ? 404 : 500;
}

function readDestinations(value: unknown, path: string, view: BackendView): RouteDestination[] | undefined {
  const destinations: RouteDestination[] = [];
  for (const [index, entry] of listOf(value).entries()) {
    const weight = numberOf(fieldsOf(entry).weight) ?? 1;
    if (weight <= 0) continue;
    const destination = readBackend(entry, view);
    const headers = readBackendHeaders(fieldsOf(entry).filters);
    if (destination === undefined || headers === undefined) return undefined;
    destinations.push({ ...destination, path: `${path}.backendRefs[${index}]`, weight, headers });
  }
  return destinations;
}

function readRetry(value: unknown): HttpRetry | undefined {
  if (!isFields(value)) return undefined;
  const codes = listOf(value.codes).flatMap((code) => numberOf(code) ?? []);
  const conditions = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...codes];
  return { attempts: numberOf(value.attempts) ?? 2, retryOn: conditions.join(',') };
}

/** `backendRequest` without `retry` becomes the time-out of the route, and `request` is lost. */
function readTimeouts(fields: Fields, retries: HttpRetry | undefined): Pick<HttpRule, 'timeoutMs' | 'retries'> {
  const requestMs = positive(fields.request);
  const backendMs = positive(fields.backendRequest);
  const timeoutMs = retries === undefined ? (backendMs ?? requestMs) : requestMs;
  const perTry = backendMs === undefined ? {} : { perTryTimeoutMs: backendMs };
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries: { ...retries, ...perTry } }),
  };
}

function positive(value: unknown): number | undefined {
  const durationMs = parseDuration(textOf(value) ?? '');
  return durationMs !== undefined && durationMs > 0 ? durationMs : undefined;
}

/** Gateway API's precedence as Istio has it: a regex loses to any prefix (istio conversion.go sortHTTPRoutes); the rest keeps its order. */
export function byPrecedence(rules: readonly HttpRule[]): HttpRule[] {
  return [...rules].sort((a, b) => {
    const [left, right] = [a.match[0], b.match[0]];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return (
      uriRank(right) - uriRank(left) ||
      uriLength(right) - uriLength(left) ||
      Number(right.method !== undefined) - Number(left.method !== undefined) ||
      Object.keys(right.headers).length - Object.keys(left.headers).length ||
      Object.keys(right.queryParams).length - Object.keys(left.queryParams).length
    );
  });
}

function uriRank({ uri }: HttpMatch): number {
  if (uri === undefined || uri.type === 'present') return -1;
  return uri.type === 'exact' ? 3 : uri.type === 'regex' ? 1 : 2;
}

function uriLength({ uri }: HttpMatch): number {
  return uri === undefined || uri.type === 'present' ? 0 : uri.value.length;
}
