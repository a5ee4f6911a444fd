import type { HttpMatch } from './http-match.ts';
import { type Fields, fieldsOf, listOf, textOf } from './read.ts';
import type { StringMatch } from './string-match.ts';

/** One entry of `spec.rules[].matches` of an HTTPRoute; an absent path is the prefix "/" (the API server's default). */
export function readHttpRouteMatch(value: unknown, path: string): HttpMatch {
  const fields = fieldsOf(value);
  const method = textOf(fields.method);
  return {
    ...emptyMatch(path),
    uri: readPath(fieldsOf(fields.path)),
    ...(method === undefined ? {} : { method: { type: 'exact', value: method } }),
    headers: readPairs(fields.headers, true),
    queryParams: readPairs(fields.queryParams, false),
  };
}

/** One entry of `spec.rules[].matches` of a GRPCRoute (istio conversion.go createGRPCURIMatch). */
export function readGrpcRouteMatch(value: unknown, path: string): HttpMatch {
  const fields = fieldsOf(value);
  const uri = readMethod(fieldsOf(fields.method));
  return { ...emptyMatch(path), ...(uri === undefined ? {} : { uri }), headers: readPairs(fields.headers, true) };
}

function emptyMatch(path: string): HttpMatch {
  return {
    path,
    name: '',
    ignoreUriCase: false,
    headers: {},
    withoutHeaders: {},
    queryParams: {},
    sourceLabels: {},
    sourceNamespace: '',
    gateways: [],
  };
}

function readPath(fields: Fields): StringMatch {
  const value = textOf(fields.value) ?? '/';
  if (fields.type === 'Exact') return { type: 'exact', value };
  return fields.type === 'RegularExpression' ? { type: 'regex', value } : pathPrefix(value);
}

/** Whole path segments; a trailing slash makes no difference. */
export function pathPrefix(value: string): StringMatch {
  const trimmed = value.replace(/\/+$/, '');
  return trimmed === '' ? { type: 'prefix', value: '/' } : { type: 'path-prefix', value: trimmed };
}

function readMethod(fields: Fields): StringMatch | undefined {
  const service = textOf(fields.service);
  const method = textOf(fields.method);
  if (service === undefined && method === undefined) return undefined;
  if (fields.type === 'RegularExpression') return { type: 'regex', value: `/${service ?? '[^/]+'}/${method ?? '.+'}` };
  if (service === undefined) return { type: 'regex', value: `/[^/]+/${method}` };
  return method === undefined ? pathPrefix(`/${service}/`) : { type: 'exact', value: `/${service}/${method}` };
}

/** Of several entries with one name the first counts (Gateway API HTTPHeaderMatch). */
function readPairs(value: unknown, lowerCase: boolean): Record<string, StringMatch> {
  const pairs: Record<string, StringMatch> = {};
  for (const entry of listOf(value)) {
    const { name: written, value: text, type } = fieldsOf(entry);
    const name = lowerCase ? textOf(written)?.toLowerCase() : textOf(written);
    if (name === undefined || name in pairs) continue;
    pairs[name] = { type: type === 'RegularExpression' ? 'regex' : 'exact', value: textOf(text) ?? '' };
  }
  return pairs;
}
