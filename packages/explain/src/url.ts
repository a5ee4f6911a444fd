import type { ProblemCode } from './request-text.ts';

export interface UrlParts {
  scheme: 'http' | 'https';
  /** `user:password` before the host. */
  user?: string;
  /** Without port, lower case, without brackets. */
  host: string;
  /** Host and port as written. */
  authority: string;
  port: number | null;
  /** From the slash on, with query string. */
  path: string;
}

/** Control characters, which curl does not take either. */
const CONTROL = /\p{Cc}/u;

/** The parts of an http address; the scheme may be missing, as curl and people have it. Offsets of problems are in `text`. */
export function readUrl(text: string): UrlParts | { code: ProblemCode; offset: number; value: string } {
  const control = text.search(CONTROL);
  if (control >= 0) return { code: 'BAD-URL', offset: control, value: text };
  const [, scheme = 'http', slashes = ''] = /^(?:([A-Za-z][\w+.-]*):(\/\/))?/.exec(text) ?? [];
  const lower = scheme.toLowerCase();
  if (lower !== 'http' && lower !== 'https') return { code: 'BAD-SCHEME', offset: 0, value: scheme };
  const start = slashes === '' ? 0 : scheme.length + 3;
  const [, whole = '', rest = ''] = /^([^/?#]*)([^#]*)/.exec(text.slice(start)) ?? [];
  const at = whole.lastIndexOf('@');
  const user = at < 0 ? {} : { user: decode(whole.slice(0, at)) };
  const authority = whole.slice(at + 1);
  const place = start + at + 1;
  const [, host = '', , digits] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/s.exec(authority) ?? [];
  if (!isAuthority(host)) return { code: 'BAD-URL', offset: place, value: text };
  const port = digits === undefined || digits === '' ? null : Number(digits);
  if (port !== null && !(/^\d{1,5}$/.test(digits ?? '') && port > 0 && port < 65536)) {
    return { code: 'BAD-PORT', offset: place + host.length + 1, value: digits ?? '' };
  }
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { scheme: lower, ...user, host: bare(host), authority, port, path: path.replaceAll(' ', '%20') };
}

/** Whether a Host header can be one (RFC 3986 3.2: what a host never holds). */
export function isAuthority(authority: string): boolean {
  return /^(?:\[[^\]\s]+\]|[^\s:/?#@<>"'`\\^{}|[\]\0]+)(?::\d*)?$/.test(authority);
}

/** The host of a Host header. */
export function hostOf(authority: string): { host: string; port: number | null } {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  return { host: bare(host), port: port === undefined ? null : Number(port) };
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
