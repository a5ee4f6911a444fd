import type { Operator } from './operators.ts';

interface CookieMatch {
  name: string;
  op: Operator;
  value: string;
}

/** Istio has no match on one cookie: people write a regex on the whole `cookie` header. These are the usual spellings. */
const FOREIGN = /^\^?\(\.\*\??;(?:\\s\*)?\)\?(?:\(\\s\*\)|\\s\*)?(\(?)([\w-]+)=((?:[^()[\]{}*+?.\\|^$;]|\\[^\w])*)(\)?)\(;\.\*\)\?\$?$/;
const OURS = /^\^\(\.\*;\\s\*\)\?((?:[\w-]|\\\W)+)=(.*)$/;
const END = '(;.*)?$';

export function readCookie(regex: string): CookieMatch | undefined {
  const foreign = FOREIGN.exec(regex);
  if (foreign && (foreign[1] === '') === (foreign[4] === ''))
    return { name: foreign[2] ?? '', op: 'exact', value: unescapeRe2(foreign[3] ?? '') };
  const ours = OURS.exec(regex);
  return ours ? readRest(unescapeRe2(ours[1] ?? ''), ours[2] ?? '') : undefined;
}

/** Inverse of `writeCookie` for what follows `name=`. */
function readRest(name: string, rest: string): CookieMatch | undefined {
  if (rest === '.*$') return { name, op: 'present', value: '' };
  if (!rest.endsWith(END)) return undefined;
  const value = rest.slice(0, -END.length);
  const candidates: CookieMatch[] = [{ name, op: 'exact', value: unescapeRe2(value) }];
  if (value.endsWith('[^;]*')) candidates.push({ name, op: 'prefix', value: unescapeRe2(value.slice(0, -5)) });
  if (value.startsWith('(') && value.endsWith(')')) candidates.push({ name, op: 'regex', value: value.slice(1, -1) });
  return candidates.find((candidate) => writeCookie(name, candidate.op, candidate.value).endsWith(`=${rest}`));
}

/**
 * Browsers separate cookies by `; `. The often copied `^(.*?;)?(name=value)(;.*)?$` misses every cookie but the first because of that
 * space, so ours allows for it.
 */
export function writeCookie(name: string, op: Operator, value: string): string {
  const start = `^(.*;\\s*)?${escapeRe2(name)}=`;
  switch (op) {
    case 'exact':
      return `${start}${escapeRe2(value)}${END}`;
    case 'prefix':
      return `${start}${escapeRe2(value)}[^;]*${END}`;
    case 'regex':
      return `${start}(${value})${END}`;
    case 'present':
      return `${start}.*$`;
  }
}

function escapeRe2(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function unescapeRe2(text: string): string {
  return text.replace(/\\(\W)/g, '$1');
}
