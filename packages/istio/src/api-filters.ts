import { type BackendView, readBackend } from './api-backend.ts';
import type { CatalogOptions } from './catalog.ts';
import type { HeaderChanges, HeaderOps, HttpRedirect, HttpRewrite, HttpRule, MirrorDestination } from './http-rule.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from './read.ts';
import { hasRule } from './versions.ts';

type Filtered = Pick<HttpRule, 'redirect' | 'rewrite' | 'corsPolicy' | 'mirrors' | 'headers'>;

/** The filters of a rule as the fields of a VirtualService's rule (istio pilot config/kube/gateway/conversion.go); undefined for a kind Istio lacks. */
export function readFilters(value: unknown, path: string, view: BackendView): Filtered | undefined {
  const result: Filtered = { mirrors: [], headers: NO_HEADERS };
  const mirrors: MirrorDestination[] = [];
  for (const [index, entry] of listOf(value).entries()) {
    const filter = fieldsOf(entry);
    switch (filter.type) {
      case 'RequestHeaderModifier':
        result.headers = { ...result.headers, request: readModifier(filter.requestHeaderModifier) };
        break;
      case 'ResponseHeaderModifier':
        result.headers = { ...result.headers, response: readModifier(filter.responseHeaderModifier) };
        break;
      case 'RequestRedirect':
        result.redirect = readRedirect(fieldsOf(filter.requestRedirect));
        break;
      case 'URLRewrite':
        result.rewrite = readRewrite(fieldsOf(filter.urlRewrite));
        break;
      case 'RequestMirror':
        mirrors.push(...readMirror(fieldsOf(filter.requestMirror), `${path}.filters[${index}].requestMirror`, view));
        break;
      case 'CORS':
        result.corsPolicy = readCors(fieldsOf(filter.cors), view.options);
        break;
      default:
        return undefined;
    }
  }
  return { ...result, mirrors };
}

/** Header filters of one backendRef; undefined where another filter makes the rule invalid. */
export function readBackendHeaders(value: unknown): HeaderChanges | undefined {
  let headers = NO_HEADERS;
  for (const entry of listOf(value)) {
    const filter = fieldsOf(entry);
    if (filter.type === 'RequestHeaderModifier') headers = { ...headers, request: readModifier(filter.requestHeaderModifier) };
    else if (filter.type === 'ResponseHeaderModifier') headers = { ...headers, response: readModifier(filter.responseHeaderModifier) };
    else return undefined;
  }
  return headers;
}

const NO_OPS: HeaderOps = { set: {}, add: {}, remove: [] };
const NO_HEADERS: HeaderChanges = { request: NO_OPS, response: NO_OPS };

function readModifier(value: unknown): HeaderOps {
  const fields = fieldsOf(value);
  return { set: readHeaders(fields.set), add: readHeaders(fields.add), remove: textsOf(fields.remove).map((name) => name.toLowerCase()) };
}

function readHeaders(value: unknown): Record<string, string> {
  const entries = listOf(value).map((entry) => fieldsOf(entry));
  return Object.fromEntries(entries.map(({ name, value: text }) => [(textOf(name) ?? '').toLowerCase(), textOf(text) ?? '']));
}

/** Without a port the request's stays, unless the scheme changes (istio conversion.go createRedirectFilter). */
function readRedirect(fields: Fields): HttpRedirect {
  const path = fieldsOf(fields.path);
  const port = numberOf(fields.port);
  const scheme = textOf(fields.scheme) ?? '';
  const portFrom = scheme === '' ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT';
  const prefix = textOf(path.replacePrefixMatch);
  return {
    uri: path.type === 'ReplaceFullPath' ? (textOf(path.replaceFullPath) ?? '') : '',
    authority: textOf(fields.hostname) ?? '',
    scheme,
    status: numberOf(fields.statusCode) ?? 302,
    ...(port === undefined ? { derivePort: portFrom } : { port }),
    ...(path.type === 'ReplacePrefixMatch' && prefix !== undefined ? { prefixRewrite: prefix } : {}),
  };
}

/** `ReplacePrefixMatch: /` takes the prefix away; a trailing slash of the replacement does not count. */
function readRewrite(fields: Fields): HttpRewrite {
  const path = fieldsOf(fields.path);
  const authority = textOf(fields.hostname) ?? '';
  if (path.type === 'ReplaceFullPath') return { uri: '', authority, regex: { match: '/.*', rewrite: textOf(path.replaceFullPath) ?? '' } };
  if (path.type !== 'ReplacePrefixMatch') return { uri: '', authority };
  const prefix = (textOf(path.replacePrefixMatch) ?? '').replace(/\/$/, '');
  return prefix === '' ? { uri: '/', authority, kind: 'remove-prefix' } : { uri: prefix, authority };
}

function readMirror(fields: Fields, path: string, view: BackendView): MirrorDestination[] {
  const destination = readBackend(fields.backendRef, view);
  const fraction = fieldsOf(fields.fraction);
  const numerator = numberOf(fraction.numerator);
  const share = numerator === undefined ? 100 : (numerator * 100) / (numberOf(fraction.denominator) ?? 100);
  const percent = numberOf(fields.percent) ?? share;
  return destination === undefined || destination.host === '' || percent <= 0 ? [] : [{ ...destination, path, percent }];
}

function readCors(fields: Fields, options: CatalogOptions): Fields {
  const maxAge = numberOf(fields.maxAge);
  return {
    allowOrigins: textsOf(fields.allowOrigins).map(readOrigin),
    allowMethods: fields.allowMethods,
    allowHeaders: fields.allowHeaders,
    exposeHeaders: fields.exposeHeaders,
    allowCredentials: fields.allowCredentials,
    maxAge: `${maxAge ?? 5}s`,
    unmatchedPreflights: hasRule(options, 'api-preflights-ignored') ? 'IGNORE' : 'FORWARD',
  };
}

function readOrigin(origin: string): Fields {
  if (!origin.includes('*')) return { exact: origin };
  const escaped = origin.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { regex: escaped.join('.*') };
}
