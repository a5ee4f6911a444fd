import { parseDuration } from './duration.ts';
import { type HttpMatch, readHttpMatch } from './http-match.ts';
import type { ObjectRef } from './object.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';

/** One entry of `spec.http`, read; hosts as written in the object. */
export interface HttpRule {
  /** The object that holds the rule: a delegate's rules keep the delegate here. */
  ref: ObjectRef;
  /** Its path there, e.g. `spec.http[0]`. */
  path: string;
  /** Index in the list of the object that governs. */
  index: number;
  name: string;
  /** From a route of the Gateway API: its fields have other names there, and what has no cluster gets 500 instead of 503. */
  gatewayApi?: true;
  match: readonly HttpMatch[];
  route: readonly RouteDestination[];
  delegate?: { namespace: string; name: string };
  redirect?: HttpRedirect;
  directResponse?: { status: number; body: string };
  rewrite?: HttpRewrite;
  timeoutMs?: number;
  retries?: HttpRetry;
  fault?: HttpFault;
  mirrors: readonly MirrorDestination[];
  headers: HeaderChanges;
  corsPolicy?: Fields;
}

export interface DestinationHost {
  /** As written: a short name belongs to the namespace of the rule's object. */
  host: string;
  subset: string;
  port?: number;
}

export interface RouteDestination extends DestinationHost {
  path: string;
  weight: number;
  headers: HeaderChanges;
}

export interface MirrorDestination extends DestinationHost {
  path: string;
  /** 0..100 */
  percent: number;
}

export interface HeaderOps {
  set: Readonly<Record<string, string>>;
  add: Readonly<Record<string, string>>;
  remove: readonly string[];
}

export interface HeaderChanges {
  request: HeaderOps;
  response: HeaderOps;
}

export interface HttpRedirect {
  uri: string;
  prefixRewrite?: string;
  authority: string;
  scheme: string;
  port?: number;
  derivePort?: string;
  status: number;
}

export interface HttpRewrite {
  uri: string;
  authority: string;
  regex?: { match: string; rewrite: string };
  /** Gateway API's `ReplacePrefixMatch: /`: the prefix goes, and a slash is left in any case. */
  kind?: 'remove-prefix';
}

export interface HttpRetry {
  attempts: number;
  perTryTimeoutMs?: number;
  /** undefined when the rule leaves it to the default list. */
  retryOn?: string;
  /** First pause between tries. */
  backoffMs?: number;
  /** Only when switched off: a host that failed may be tried again at once. */
  ignorePreviousHosts?: false;
  remoteLocalities?: true;
}

export interface HttpFault {
  /** Percent 0..100; an absent percentage is 0, so nothing is injected. */
  delay?: { percent: number; delayMs: number };
  abort?: { percent: number; status: number; grpc: boolean };
}

export function readHttpRule(value: unknown, ref: ObjectRef, index: number): HttpRule {
  const path = `spec.http[${index}]`;
  const fields = fieldsOf(value);
  const rule: HttpRule = {
    ref,
    path,
    index,
    name: textOf(fields.name) ?? '',
    match: listOf(fields.match).map((match, at) => readHttpMatch(match, `${path}.match[${at}]`, ref.namespace)),
    route: listOf(fields.route).map((route, at) => readRouteDestination(route, `${path}.route[${at}]`)),
    mirrors: readMirrors(fields, path),
    headers: readHeaderChanges(fields.headers),
  };
  if (isFields(fields.delegate)) {
    rule.delegate = { namespace: textOf(fields.delegate.namespace) || ref.namespace, name: textOf(fields.delegate.name) ?? '' };
  }
  const timeoutMs = parseDuration(textOf(fields.timeout) ?? '');
  if (timeoutMs !== undefined && timeoutMs > 0) rule.timeoutMs = timeoutMs;
  if (isFields(fields.redirect)) rule.redirect = readRedirect(fields.redirect);
  if (isFields(fields.directResponse)) rule.directResponse = readDirectResponse(fields.directResponse);
  if (isFields(fields.rewrite)) rule.rewrite = readRewrite(fields.rewrite);
  if (isFields(fields.retries)) rule.retries = readRetries(fields.retries);
  if (isFields(fields.fault)) rule.fault = readFault(fields.fault);
  if (isFields(fields.corsPolicy)) rule.corsPolicy = fields.corsPolicy;
  return rule;
}

export function readDestinationHost(value: unknown): DestinationHost {
  const fields = fieldsOf(value);
  const port = numberOf(fieldsOf(fields.port).number);
  return {
    host: textOf(fields.host) ?? '',
    subset: textOf(fields.subset) ?? '',
    ...(port === undefined || port === 0 ? {} : { port }),
  };
}

export function readRouteDestination(value: unknown, path: string): RouteDestination {
  const fields = fieldsOf(value);
  return {
    ...readDestinationHost(fields.destination),
    path,
    weight: Math.max(0, numberOf(fields.weight) ?? 0),
    headers: readHeaderChanges(fields.headers),
  };
}

/** `mirrors` wins over the single `mirror` (istio route.go buildHTTPRouteMirrorPolicies); an absent percentage mirrors everything. */
function readMirrors(fields: Fields, path: string): MirrorDestination[] {
  const mirrors: MirrorDestination[] = [];
  if (isFields(fields.mirror)) {
    const percent = readPercent(fields.mirrorPercentage) ?? numberOf(fields.mirrorPercent) ?? numberOf(fields.mirror_percent) ?? 100;
    mirrors.push({ ...readDestinationHost(fields.mirror), path: `${path}.mirror`, percent });
  }
  for (const [at, entry] of listOf(fields.mirrors).entries()) {
    const mirror = fieldsOf(entry);
    if (!isFields(mirror.destination)) continue;
    const percent = readPercent(mirror.percentage) ?? 100;
    mirrors.push({ ...readDestinationHost(mirror.destination), path: `${path}.mirrors[${at}]`, percent });
  }
  return mirrors.filter((mirror) => mirror.percent > 0);
}

/** An empty percentage object is 0: protobuf's default value. */
function readPercent(value: unknown): number | undefined {
  return isFields(value) ? (numberOf(value.value) ?? 0) : undefined;
}

export function readHeaderChanges(value: unknown): HeaderChanges {
  const fields = fieldsOf(value);
  return { request: readHeaderOps(fields.request), response: readHeaderOps(fields.response) };
}

function readHeaderOps(value: unknown): HeaderOps {
  const fields = fieldsOf(value);
  return {
    set: lowerCaseKeys(textMapOf(fields.set)),
    add: lowerCaseKeys(textMapOf(fields.add)),
    remove: textsOf(fields.remove).map((name) => name.toLowerCase()),
  };
}

function lowerCaseKeys(map: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name.toLowerCase(), value]));
}

function readRedirect(fields: Fields): HttpRedirect {
  const port = numberOf(fields.port);
  const prefixRewrite = textOf(fields.prefixRewrite);
  const derivePort = textOf(fields.derivePort);
  return {
    uri: textOf(fields.uri) ?? '',
    authority: textOf(fields.authority) ?? '',
    scheme: textOf(fields.scheme) ?? '',
    status: numberOf(fields.redirectCode) || 301,
    ...(port === undefined ? {} : { port }),
    ...(prefixRewrite === undefined ? {} : { prefixRewrite }),
    ...(derivePort === undefined ? {} : { derivePort }),
  };
}

function readDirectResponse(fields: Fields): { status: number; body: string } {
  const body = fieldsOf(fields.body);
  return { status: numberOf(fields.status) ?? 0, body: textOf(body.string) ?? '' };
}

function readRewrite(fields: Fields): HttpRewrite {
  const regex = fieldsOf(fields.uriRegexRewrite);
  const match = textOf(regex.match);
  return {
    uri: textOf(fields.uri) ?? '',
    authority: textOf(fields.authority) ?? '',
    ...(match === undefined ? {} : { regex: { match, rewrite: textOf(regex.rewrite) ?? '' } }),
  };
}

/** `retries` of a rule, or MeshConfig.defaultHttpRetryPolicy, which has the same fields. */
export function readRetries(fields: Fields): HttpRetry {
  const perTryTimeoutMs = parseDuration(textOf(fields.perTryTimeout) ?? '');
  const backoffMs = parseDuration(textOf(fields.backoff) ?? '');
  const retryOn = textOf(fields.retryOn);
  return {
    attempts: numberOf(fields.attempts) ?? 0,
    ...(perTryTimeoutMs === undefined || perTryTimeoutMs <= 0 ? {} : { perTryTimeoutMs }),
    ...(retryOn === undefined || retryOn === '' ? {} : { retryOn }),
    ...(backoffMs === undefined || backoffMs <= 0 ? {} : { backoffMs }),
    ...(fields.retryIgnorePreviousHosts === false ? { ignorePreviousHosts: false } : {}),
    ...(fields.retryRemoteLocalities === true ? { remoteLocalities: true } : {}),
  };
}

function readFault(fields: Fields): HttpFault {
  const fault: HttpFault = {};
  if (isFields(fields.delay)) {
    const delayMs = parseDuration(textOf(fields.delay.fixedDelay) ?? '');
    if (delayMs !== undefined && delayMs > 0) fault.delay = { percent: faultPercent(fields.delay), delayMs };
  }
  if (isFields(fields.abort)) {
    const http = numberOf(fields.abort.httpStatus);
    const grpc = textOf(fields.abort.grpcStatus);
    const percent = faultPercent(fields.abort);
    if (http !== undefined) fault.abort = { percent, status: http, grpc: false };
    else if (grpc !== undefined) fault.abort = { percent, status: grpcStatusNumber(grpc), grpc: true };
  }
  return fault;
}

function faultPercent(fields: Fields): number {
  return readPercent(fields.percentage) ?? numberOf(fields.percent) ?? 0;
}

const GRPC_STATUS = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

function grpcStatusNumber(name: string): number {
  const at = GRPC_STATUS.indexOf(name.toUpperCase());
  return at >= 0 ? at : (numberOf(name) ?? 2);
}
