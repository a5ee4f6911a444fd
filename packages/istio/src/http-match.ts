import { resolveGatewayName } from './gateway-name.ts';
import { type Fields, fieldsOf, isFields, numberOf, textMapOf, textOf, textsOf } from './read.ts';
import { readPresenceMatch, readStringMatch, type StringMatch } from './string-match.ts';

/** One match block of a VirtualService HTTP rule: the fields are ANDed, the blocks of a rule are ORed. */
export interface HttpMatch {
  /** Path of the block in its object, e.g. `spec.http[0].match[1]`. */
  path: string;
  name: string;
  uri?: StringMatch;
  ignoreUriCase: boolean;
  scheme?: StringMatch;
  method?: StringMatch;
  authority?: StringMatch;
  /** Keys in lower case, except those that name a claim (`@request.auth.claims`). */
  headers: Readonly<Record<string, StringMatch>>;
  withoutHeaders: Readonly<Record<string, StringMatch>>;
  queryParams: Readonly<Record<string, StringMatch>>;
  port?: number;
  sourceLabels: Readonly<Record<string, string>>;
  sourceNamespace: string;
  /** Resolved names; empty means the gateways of the VirtualService. */
  gateways: readonly string[];
}

export function readHttpMatch(value: unknown, path: string, namespace: string): HttpMatch {
  const fields = fieldsOf(value);
  return {
    path,
    name: textOf(fields.name) ?? '',
    ...optionalMatch('uri', fields),
    ignoreUriCase: fields.ignoreUriCase === true,
    ...optionalMatch('scheme', fields),
    ...optionalMatch('method', fields),
    ...optionalMatch('authority', fields),
    headers: readMatchMap(fields.headers, true),
    withoutHeaders: readMatchMap(fields.withoutHeaders, true),
    queryParams: readMatchMap(fields.queryParams, false),
    ...optionalPort(fields),
    sourceLabels: textMapOf(fields.sourceLabels),
    sourceNamespace: textOf(fields.sourceNamespace) ?? '',
    gateways: textsOf(fields.gateways).map((gateway) => resolveGatewayName(gateway, namespace)),
  };
}

/** A block that every request of the host passes, so that nothing after it can be reached (istio route.go IsCatchAllRoute). */
export function isCatchAll(match: HttpMatch): boolean {
  return coversEveryPath(match.uri) && isCatchAllExceptUri(match);
}

function coversEveryPath(uri: StringMatch | undefined): boolean {
  if (uri === undefined) return true;
  if (uri.type === 'regex') return uri.value === '.*';
  return (uri.type === 'prefix' || uri.type === 'path-prefix') && uri.value === '/';
}

function isCatchAllExceptUri(match: HttpMatch): boolean {
  return (
    match.method === undefined &&
    match.scheme === undefined &&
    match.authority === undefined &&
    isEmpty(match.headers) &&
    isEmpty(match.withoutHeaders) &&
    isEmpty(match.queryParams)
  );
}

function isEmpty(map: Readonly<Record<string, unknown>>): boolean {
  for (const _ in map) return false;
  return true;
}

function optionalMatch<Name extends string>(name: Name, fields: Fields): { [Key in Name]?: StringMatch } {
  const match = readStringMatch(fields[name]);
  const result: { [Key in Name]?: StringMatch } = {};
  if (match !== undefined) result[name] = match;
  return result;
}

function optionalPort(fields: Fields): { port?: number } {
  const port = numberOf(fields.port);
  // Protobuf cannot tell 0 from absent.
  return port === undefined || port === 0 ? {} : { port };
}

function readMatchMap(value: unknown, lowerCase: boolean): Record<string, StringMatch> {
  if (!isFields(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, match]) => [
      lowerCase && claimPath(name) === undefined ? name.toLowerCase() : name,
      readPresenceMatch(match),
    ]),
  );
}

const CLAIMS = '@request.auth.claims';

/**
 * The path of the JWT claim that a key of `headers` means: `@request.auth.claims.a.b` or `@request.auth.claims[a][b]`; undefined for a
 * header (istio pkg/jwt ToRoutingClaim).
 */
export function claimPath(key: string): readonly string[] | undefined {
  if (!key.startsWith('@') || !key.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = key.slice(CLAIMS.length);
  if (rest.length > 1 && rest.startsWith('.')) return rest.slice(1).split('.');
  return rest.length > 2 && rest.startsWith('[') && rest.endsWith(']') ? rest.slice(1, -1).split('][') : undefined;
}
