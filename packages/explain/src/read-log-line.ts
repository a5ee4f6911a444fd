import type { RouteRequest } from '@pidalio/routing';
import { type InputProblem, type LogFacts, problemAt, type ReadResult, type RequestText } from './request-text.ts';
import { hostOf, isAuthority } from './url.ts';

/** Fields of an access log under Istio's own names for them, '' for those that were `-` or are not there. */
type LogFields = Readonly<Partial<Record<LogField, string>>>;
type LogField = (typeof ISTIO_ORDER)[number];

/**
 * Istio's default text format, which begins like Envoy's own default format and goes on after its last field (istio
 * pilot/pkg/model/telemetry_logging.go EnvoyTextLogFormat; Envoy docs "Default format string").
 */
const ISTIO_ORDER = [
  'start_time',
  'request',
  'response_code',
  'response_flags',
  'response_code_details',
  'connection_termination_details',
  'upstream_transport_failure_reason',
  'bytes_received',
  'bytes_sent',
  'duration',
  'upstream_service_time',
  'x_forwarded_for',
  'user_agent',
  'request_id',
  'authority',
  'upstream_host',
  'upstream_cluster',
  'upstream_local_address',
  'downstream_local_address',
  'downstream_remote_address',
  'requested_server_name',
  'route_name',
  'method',
  'path',
  'protocol',
] as const;
const NOT_IN_ENVOYS = new Set<LogField>(['response_code_details', 'connection_termination_details', 'upstream_transport_failure_reason']);
const ISTIO_TEXT: readonly LogField[] = ISTIO_ORDER.slice(0, 22);
const ENVOY_TEXT: readonly LogField[] = ISTIO_ORDER.slice(0, 16).filter((field) => !NOT_IN_ENVOYS.has(field));

/** One line of Envoy's access log, in Istio's text or JSON format or Envoy's own; what stands before it (pod names of `kubectl logs`) is skipped. */
export function readLogLine(text: string): ReadResult {
  const json = /^[^{[]*(?=\{)/.exec(text);
  const read = json === null ? readTextFormat(text) : readJsonFormat(text, json[0].length);
  if ('problem' in read) return { ok: false, problem: read.problem };
  return toRequest(text, read.fields, read.offsets);
}

type Read = { fields: LogFields; offsets: Readonly<Partial<Record<LogField, number>>> } | { problem: InputProblem };

function readTextFormat(text: string): Read {
  const start = text.search(/\[\d{4}-\d\d-\d\dT/);
  if (start < 0) return { problem: problemAt(text, 0, 'NOT-UNDERSTOOD') };
  const line = /^.*/.exec(text.slice(start))?.[0] ?? '';
  const tokens = [...line.matchAll(/\[[^\]]*\]|"([^"]*)"|\S+/g)].slice(0, ISTIO_TEXT.length);
  // Only Envoy's own format has a number after the flags.
  const order = /^(?:\d+|-)$/.test(tokens[4]?.[0] ?? '') && tokens.length <= ENVOY_TEXT.length ? ENVOY_TEXT : ISTIO_TEXT;
  if (tokens.length < ENVOY_TEXT.length) {
    return { problem: problemAt(text, start + line.length, 'LOG-SHORT', { found: tokens.length, wanted: order.length }) };
  }
  const fields: Partial<Record<LogField, string>> = {};
  const offsets: Partial<Record<LogField, number>> = {};
  for (const [index, token] of tokens.entries()) {
    const field = order[index];
    if (field === undefined) break;
    const value = token[1] ?? token[0];
    fields[field] = value === '-' ? '' : value;
    offsets[field] = start + token.index;
  }
  const [, method = '', path = '', protocol = ''] = /^(\S+) (\S+) (\S+)$/.exec(fields.request ?? '') ?? [];
  if (method === '')
    return { problem: problemAt(text, offsets.request ?? start, 'LOG-FIELD', { field: 'request', value: fields.request ?? '' }) };
  const known = (value: string) => (value === '-' ? '' : value);
  return {
    fields: { ...fields, method: known(method), path: known(path), protocol: known(protocol) },
    offsets: { ...offsets, method: offsets.request ?? start, path: offsets.request ?? start },
  };
}

function readJsonFormat(text: string, start: number): Read {
  const line = /^.*/.exec(text.slice(start))?.[0] ?? '';
  const parsed = parseJson(line) ?? parseJson(text.slice(start));
  if (parsed === undefined) return { problem: problemAt(text, start, 'LOG-JSON') };
  const fields: Partial<Record<LogField, string>> = {};
  for (const name of ISTIO_ORDER) {
    const value = parsed[name];
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value === '-' ? '' : String(value);
  }
  return { fields, offsets: { method: start, response_code: start, authority: start } };
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function toRequest(text: string, fields: LogFields, offsets: Readonly<Partial<Record<LogField, number>>>): ReadResult {
  const fail = (field: LogField, code: InputProblem['code']): ReadResult => ({
    ok: false,
    problem: problemAt(text, offsets[field] ?? 0, code, { field, value: fields[field] ?? '' }),
  });
  const status = Number(fields.response_code ?? '');
  if (!Number.isInteger(status) || fields.response_code === '') return fail('response_code', 'LOG-FIELD');
  if (!METHOD.test(fields.method ?? '')) return fail('method', 'LOG-FIELD');
  if (UNSPEAKABLE.test(fields.path ?? '')) return fail('path', 'LOG-FIELD');
  const cluster = readCluster(fields.upstream_cluster ?? '');
  const isTcp = (fields.method ?? '') === '';
  const authority = fields.authority || (isTcp ? cluster.host : '');
  if (authority === '') return fail('authority', 'LOG-NO-HOST');
  if (!isAuthority(authority)) return fail('authority', 'LOG-FIELD');
  const sni = fields.requested_server_name ?? '';
  // Istio's own server names are no one's host: outbound_.9080_._.reviews.default.svc.cluster.local.
  const clientSni = sni === '' || sni.startsWith('outbound_') ? {} : { sni };
  const secure = clientSni.sni !== undefined && cluster.side !== 'inbound';
  const request: RequestText = {
    form: 'log',
    protocol: isTcp ? 'tcp' : 'http',
    method: fields.method ?? '',
    path: fields.path ?? '',
    ...hostOf(authority),
    authority,
    port: portOf(fields.downstream_local_address) ?? hostOf(authority).port ?? cluster.port,
    scheme: secure ? 'https' : 'http',
    ...clientSni,
    headers: headersOf(fields),
    unknown: ['headers', 'claims'],
    log: logFacts(fields, status, cluster.side),
    notes: text.trim().includes('\n') && !text.trimStart().startsWith('{') ? [{ code: 'LATER-LINES', values: {} }] : [],
  };
  return { ok: true, request };
}

/** A token (RFC 9110 5.6.2), or nothing for TCP. */
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/;
/** Blanks and NUL, which no path holds. */
const UNSPEAKABLE = /[\s\0]/;

function headersOf(fields: LogFields): RouteRequest['headers'] {
  const known: [string, string | undefined][] = [
    ['user-agent', fields.user_agent],
    ['x-forwarded-for', fields.x_forwarded_for],
    ['x-request-id', fields.request_id],
  ];
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

function logFacts(fields: LogFields, status: number, side: LogFacts['side']): LogFacts {
  return {
    side,
    status,
    flags: (fields.response_flags ?? '').split(',').filter((flag) => flag !== ''),
    details: fields.response_code_details ?? '',
    routeName: fields.route_name ?? '',
    upstreamCluster: fields.upstream_cluster ?? '',
    upstreamHost: fields.upstream_host ?? '',
    callerIp: (fields.downstream_remote_address ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, ''),
  };
}

/** `outbound|9080|v1|reviews.default.svc.cluster.local`, which the log may end with a semicolon. */
function readCluster(name: string): { side: LogFacts['side']; host: string; port: number | null } {
  const [side, port, , host = ''] = name.replace(/;$/, '').split('|');
  if (side !== 'outbound' && side !== 'inbound') return { side: null, host: '', port: null };
  return { side, host, port: Number(port) || null };
}

function portOf(address: string | undefined): number | null {
  return Number(/:(\d+)$/.exec(address ?? '')?.[1]) || null;
}
