import { toBase64 } from './base64.ts';
import { type CurlOption, curlArguments } from './curl-options.ts';
import { addHeader, type HeaderTable, headerTable, readHeader } from './header-table.ts';
import { type InputNote, type InputProblem, problemAt, type ReadResult, type RequestText } from './request-text.ts';
import { shellWords } from './shell-words.ts';
import { hostOf, isAuthority, readUrl, type UrlParts } from './url.ts';

/** A curl command as bash would run it, first address only. */
export function readCurl(text: string): ReadResult {
  const fail = (problem: InputProblem): ReadResult => ({ ok: false, problem });
  // Browsers can also copy for Windows' cmd, whose quotes are others.
  const caret = /\^"|\^\r?\n/.exec(text);
  if (caret !== null) return fail(problemAt(text, caret.index, 'WINDOWS-QUOTES'));
  const { words, openQuote } = shellWords(text);
  if (openQuote !== undefined) return fail(problemAt(text, openQuote, 'QUOTE-OPEN', { quote: text.charAt(openQuote) }));
  const start = words.findIndex(({ text: word }) => /(?:^|[\\/])curl(?:\.exe)?$/.test(word));
  if (start < 0) return fail(problemAt(text, 0, 'NOT-UNDERSTOOD'));
  const options: CurlOption[] = [];
  for (const argument of curlArguments(words.slice(start + 1))) {
    if ('missingValue' in argument) return fail(problemAt(text, argument.offset, 'NO-VALUE', { option: argument.missingValue }));
    if (argument.name.includes('=')) return fail(problemAt(text, argument.offset, 'UNKNOWN-OPTION', { option: argument.typed }));
    // The options of a further request.
    if (argument.name === 'next' || argument.name === ':') break;
    options.push(argument);
  }
  return assemble(text, options);
}

function assemble(text: string, options: readonly CurlOption[]): ReadResult {
  const fail = (offset: number, ...[code, values]: [InputProblem['code'], InputProblem['values']?]): ReadResult => ({
    ok: false,
    problem: problemAt(text, offset, code, values),
  });
  const last = (...names: string[]) => options.findLast(({ name }) => names.includes(name));
  const has = (...names: string[]) => options.some(({ name }) => names.includes(name));
  const hidden = options.find(({ name, expansion }) => expansion !== undefined && DECIDING.has(name));
  const headers = readHeaders(text, options);
  if ('problem' in headers) return { ok: false, problem: headers.problem };
  const host = headers.host;
  const urls = options.filter(({ name }) => name === 'url');
  const [url] = urls;
  if (url?.value === undefined) return fail(text.trimEnd().length, 'NO-URL');
  // An address like $INGRESS_HOST:$INGRESS_PORT says nothing, and need not where the Host header does.
  if (hidden?.expansion !== undefined && !(hidden === url && host !== undefined)) {
    return fail(hidden.expansion.offset, 'VARIABLE', { name: hidden.expansion.name });
  }
  const parts = readUrl(url.value.replaceAll(EXPANSION, 'variable').replace(/:variable(?=[/?#]|$)/, ''));
  if ('code' in parts) return fail(url.offset + parts.offset, parts.code, { value: parts.value });
  const isOpen = url.expansion !== undefined;
  const connection = connectsTo(options, parts);
  if (connection === undefined)
    return fail(last('connect-to', 'resolve')?.offset ?? 0, 'BAD-CONNECT-TO', { value: last('connect-to', 'resolve')?.value ?? '' });
  const user = last('user')?.value ?? parts.user;
  if (user !== undefined) headers.table.default('authorization', `Basic ${toBase64(user.includes(':') ? user : `${user}:`)}`);
  const authority = host ?? parts.authority;
  const notes = notesOf(options, urls.length);
  const request: RequestText = {
    form: 'curl',
    protocol: isGrpc(headers.table) ? 'grpc' : 'http',
    method: last('request')?.value ?? defaultMethod(has),
    path: pathOf(parts.path, options),
    ...hostOf(authority),
    authority,
    port: isOpen ? null : (connection.port ?? parts.port ?? (parts.scheme === 'https' ? 443 : 80)),
    scheme: parts.scheme,
    ...(host === undefined || isOpen ? {} : { sni: parts.host }),
    headers: headers.table.values(),
    // What stands in a file stays unknown.
    unknown: notes.some(({ code }) => code !== 'FIRST-URL-ONLY') ? ['headers'] : [],
    notes,
  };
  if (!/^[A-Za-z]+$/.test(request.method)) return fail(last('request')?.offset ?? 0, 'BAD-METHOD', { value: request.method });
  return { ok: true, request };
}

const EXPANSION = /\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|`[^`]*`/g;

/** Options whose value decides where a request goes. */
const DECIDING: ReadonlySet<string> = new Set([
  'url',
  'request',
  'header',
  'user-agent',
  'referer',
  'cookie',
  'user',
  'oauth2-bearer',
  'connect-to',
  'url-query',
]);

const DATA: readonly string[] = ['data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode'];

function defaultMethod(has: (...names: string[]) => boolean): string {
  if (has('head')) return 'HEAD';
  if (has('get')) return 'GET';
  if (has('upload-file')) return 'PUT';
  return has(...DATA, 'json', 'form', 'form-string') ? 'POST' : 'GET';
}

/** `-G` moves the data, `--url-query` its own value, into the query string. */
function pathOf(path: string, options: readonly CurlOption[]): string {
  const names = options.some(({ name }) => name === 'get') ? [...DATA, 'url-query'] : ['url-query'];
  const added = options.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [queryPart(name, value)] : []));
  const target = options.findLast(({ name }) => name === 'request-target')?.value?.replace(/[\p{Cc} ]/gu, encodeURIComponent) ?? path;
  return added.length === 0 ? target : `${target}${target.includes('?') ? '&' : '?'}${added.join('&')}`;
}

function queryPart(name: string, value: string): string {
  if (name !== 'data-urlencode' && name !== 'url-query') return value.replace(/[\p{Cc} ]/gu, encodeURIComponent);
  if (value.startsWith('+')) return value.slice(1);
  const equals = value.indexOf('=');
  return equals < 0
    ? encodeURIComponent(value)
    : `${value.slice(0, equals + 1).replace(/^=/, '')}${encodeURIComponent(value.slice(equals + 1))}`;
}

/** Headers as curl would send them (curl 8, lib/http.c): its own ones first, replaced or removed by `-H`. */
function readHeaders(text: string, options: readonly CurlOption[]): { table: HeaderTable; host?: string } | { problem: InputProblem } {
  const table = headerTable({ 'user-agent': 'curl/8', accept: '*/*' });
  const has = (...names: string[]) => options.some(({ name }) => names.includes(name));
  const value = (name: string) => options.findLast((option) => option.name === name)?.value;
  if (has('json')) for (const name of ['content-type', 'accept']) table.set(name, 'application/json');
  else if (has(...DATA) && !has('get')) table.set('content-type', 'application/x-www-form-urlencoded');
  else if (has('form', 'form-string')) table.set('content-type', 'multipart/form-data');
  if (has('compressed')) table.set('accept-encoding', 'deflate, gzip, br, zstd');
  for (const [name, option] of [
    ['user-agent', 'user-agent'],
    ['referer', 'referer'],
  ] as const) {
    const given = value(option);
    if (given !== undefined) table.set(name, given.replace(/;auto$/, ''));
  }
  const range = value('range');
  if (range !== undefined) table.set('range', `bytes=${range}`);
  const bearer = value('oauth2-bearer');
  if (bearer !== undefined) table.set('authorization', `Bearer ${bearer}`);
  const cookies = options.flatMap((option) => (option.name === 'cookie' && option.value?.includes('=') ? [option.value] : []));
  if (cookies.length > 0) table.set('cookie', cookies.join('; '));
  let host: string | undefined;
  const given = options.filter(({ name }) => name === 'header');
  for (const option of given) {
    const header = readHeader(option.value ?? '');
    if (header === undefined || (header.name === 'host' && !isAuthority(header.value)))
      return { problem: problemAt(text, option.offset, 'BAD-HEADER', { value: option.value ?? '' }) };
    if (header.name === 'host') host = header.value;
    else addHeader(table, header);
  }
  return { table, ...(host === undefined ? {} : { host }) };
}

function isGrpc(table: HeaderTable): boolean {
  const type = table.values()['content-type'];
  return typeof type === 'string' && type.startsWith('application/grpc');
}

/** Where curl connects in place of the address's own host and port; undefined when the option cannot be read. */
function connectsTo(options: readonly CurlOption[], url: UrlParts): { port: number | null } | undefined {
  const port = url.port ?? (url.scheme === 'https' ? 443 : 80);
  for (const { name, value = '' } of options) {
    if (name !== 'connect-to' && name !== 'resolve') continue;
    const fields = value.split(/:(?![^[]*\])/);
    if (name === 'resolve') {
      // The addresses of a host and port; the port stays.
      if (!value.startsWith('-') && fields.length < 3) return undefined;
      continue;
    }
    const [fromHost = '', fromPort = '', , toPort = ''] = fields;
    if (fields.length !== 4 || !/^\d*$/.test(fromPort + toPort)) return undefined;
    const applies = (fromHost === '' || fromHost.toLowerCase() === url.host) && (fromPort === '' || Number(fromPort) === port);
    if (applies) return { port: toPort === '' ? null : Number(toPort) };
  }
  return { port: null };
}

function notesOf(options: readonly CurlOption[], urls: number): InputNote[] {
  const notes: InputNote[] = [];
  const file = options.find(({ name, value }) => name === 'cookie' && value !== undefined && !value.includes('='));
  if (file?.value !== undefined) notes.push({ code: 'COOKIE-FILE', values: { file: file.value } });
  const config = options.find(({ name }) => name === 'config');
  if (config?.value !== undefined) notes.push({ code: 'CONFIG-FILE', values: { file: config.value } });
  if (urls > 1) notes.push({ code: 'FIRST-URL-ONLY', values: { count: urls } });
  return notes;
}
