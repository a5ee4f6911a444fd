import type { JwtRule } from '@pidalio/istio';
import { splitPath } from './request-path.ts';

/** What tokens are looked for in. */
export interface TokenCarrier {
  path: string;
  headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A token as a rule finds it in a request. */
export interface FoundToken {
  token: string;
  in: 'header' | 'param' | 'cookie';
  name: string;
}

/** The tokens at the places that a rule names, in the order in which Envoy checks them: the last one found first (jwt_authn authenticator.cc). */
export function findTokens(rule: JwtRule, { path, headers }: TokenCarrier): FoundToken[] {
  const found: FoundToken[] = [];
  for (const { name, prefix } of rule.fromHeaders) {
    const value = headers[name];
    const token = value === undefined ? undefined : afterPrefix([value].flat().join(','), prefix);
    if (token !== undefined) found.push({ token, in: 'header', name });
  }
  const { query } = splitPath(path);
  for (const name of rule.fromParams) {
    const token = paramOf(query, name);
    if (token !== undefined) found.push({ token, in: 'param', name });
  }
  const cookies = [headers.cookie ?? []].flat().join('; ');
  for (const name of rule.fromCookies) {
    const token = cookieOf(cookies, name);
    if (token !== undefined) found.push({ token, in: 'cookie', name });
  }
  return found.reverse();
}

/** The prefix may stand anywhere and is compared as written (`bearer` is not `Bearer`); then comes the token up to what cannot be part of it. */
function afterPrefix(value: string, prefix: string): string | undefined {
  if (prefix === '') return value;
  const at = value.indexOf(prefix);
  if (at < 0) return undefined;
  const rest = value.slice(at + prefix.length);
  return /[A-Za-z0-9_.-]+/.exec(rest)?.[0] ?? rest;
}

function paramOf(query: string, name: string): string | undefined {
  for (const part of query.slice(1).split('&')) {
    const at = part.indexOf('=');
    if (at >= 0 ? part.slice(0, at) === name : part === name && part !== '') return at < 0 ? '' : part.slice(at + 1);
  }
  return undefined;
}

function cookieOf(cookies: string, name: string): string | undefined {
  for (const part of cookies.split(';')) {
    const at = part.indexOf('=');
    if (at >= 0 && part.slice(0, at).trim() === name)
      return part
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

/** The path without a query parameter; the others come back sorted by name, each with its `=` (envoy QueryParamsMulti). */
export function withoutParam(target: string, name: string): string {
  const { path, query } = splitPath(target);
  const kept = query
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    })
    .filter(([key]) => key !== name)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return kept.length === 0 ? path : `${path}?${kept.map(([key, value]) => `${key}=${value}`).join('&')}`;
}
