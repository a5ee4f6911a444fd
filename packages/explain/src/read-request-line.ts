import { addHeader, headerTable, readHeader } from './header-table.ts';
import { problemAt, type ReadResult } from './request-text.ts';
import { hostOf, isAuthority, readUrl } from './url.ts';

/** `GET reviews.default:9080/reviews/1 end-user: jason`, with further headers behind it or on lines of their own; or a request as HTTP/1.1 has it. `any` takes methods as they are, since a proxy must judge them. */
export function readRequestLine(text: string, methods: 'known' | 'any' = 'known'): ReadResult {
  const line = /^.*/.exec(text)?.[0] ?? '';
  const [lead = '', method = '', gap = '', address = '', tail = ''] =
    /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)([ \t]+)(\S+)(.*)$/.exec(line) ?? [];
  if (lead === '') return { ok: false, problem: problemAt(text, 0, 'NOT-UNDERSTOOD') };
  const start = line.indexOf(method);
  const problem = (offset: number, ...args: [Parameters<typeof problemAt>[2], Parameters<typeof problemAt>[3]?]): ReadResult => ({
    ok: false,
    problem: problemAt(text, offset, ...args),
  });
  if (methods === 'known' && !METHODS.has(method.toUpperCase())) return problem(start, 'BAD-METHOD', { value: method });
  const afterAddress = tail.replace(/^\s+HTTP\/[\d.]+(?=\s|$)/, '');
  const table = headerTable();
  let host: string | undefined;
  const further = [...text.slice(line.length).matchAll(/[^\r\n]+/g)].map((part) => ({ text: part[0], offset: line.length + part.index }));
  for (const part of [...splitHeaders(afterAddress, line.length - afterAddress.length), ...further]) {
    const header = part.text.trim() === '' ? null : readHeader(part.text);
    if (header === undefined || (header?.name === 'host' && !isAuthority(header.value)))
      return problem(part.offset + part.text.search(/\S/), 'BAD-HEADER', { value: part.text.trim() });
    if (header?.name === 'host') host = header.value;
    else if (header !== null) addHeader(table, header);
  }
  const addressAt = start + method.length + gap.length;
  const relative = address.startsWith('/');
  if (relative && host === undefined) return problem(addressAt, 'NO-URL');
  const parts = readUrl(relative ? `${host}${address}` : address);
  if ('code' in parts) return problem(addressAt + parts.offset, parts.code, { value: parts.value });
  const authority = host ?? parts.authority;
  return {
    ok: true,
    request: {
      form: 'line',
      protocol: String(table.values()['content-type'] ?? '').startsWith('application/grpc') ? 'grpc' : 'http',
      method: methods === 'known' ? method.toUpperCase() : method,
      path: parts.path,
      ...hostOf(authority),
      authority,
      port: parts.port ?? hostOf(authority).port,
      scheme: parts.scheme,
      headers: table.values(),
      unknown: [],
      notes: [],
    },
  };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']);

/** `a: b c: d` are two headers: a word with a colon behind it and a blank after that begins the next. */
function splitHeaders(text: string, start: number): { text: string; offset: number }[] {
  let offset = start;
  return text.split(/(?<=\s)(?=[\w-]+:\s)/).map((part) => {
    offset += part.length;
    return { text: part, offset: offset - part.length };
  });
}
