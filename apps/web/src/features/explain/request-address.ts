import { unknownField } from '@pidalio/contract';
import { emptyForm, type HeaderRow, type RequestForm } from './request-form.ts';

const protocols = ['http', 'grpc', 'tcp'] as const;

/** The request that an address holds; null where it holds none. */
export function readAddress(search: URLSearchParams): RequestForm | null {
  const text = (key: string) => search.get(key) ?? '';
  if (!search.has('from') && !search.has('url')) return null;
  const protocol = protocols.find((one) => one === search.get('protocol')) ?? 'http';
  return {
    from: text('from'),
    protocol,
    method: text('method') || emptyForm.method,
    url: text('url'),
    headers: search.getAll('h').map(readHeader),
    claims: text('claims'),
    unknown: text('unknown')
      .split(',')
      .flatMap((one) => unknownField.safeParse(one).data ?? []),
    sni: text('sni'),
  };
}

/** The keys of a request in an address; what is as usual is left out. */
export function writeAddress(form: RequestForm): [string, string][] {
  const pairs: [string, string][] = [
    ['from', form.from],
    ['method', form.method === emptyForm.method ? '' : form.method],
    ['url', form.url],
    ['protocol', form.protocol === 'http' ? '' : form.protocol],
    ...form.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }): [string, string] => ['h', `${name.trim()}: ${value}`]),
    ['claims', form.claims.trim()],
    ['unknown', form.unknown.join(',')],
    ['sni', form.sni],
  ];
  return pairs.filter(([, value]) => value !== '');
}

const ownKeys = ['from', 'method', 'url', 'protocol', 'h', 'claims', 'unknown', 'sni'] as const;

/** The address with another request; everything else in it stays. */
export function withRequest(search: URLSearchParams, form: RequestForm): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const key of ownKeys) next.delete(key);
  for (const [key, value] of writeAddress(form)) next.append(key, value);
  return next;
}

/** Whether two forms mean the same request. */
export function isSameForm(a: RequestForm | null, b: RequestForm | null): boolean {
  return a !== null && b !== null && JSON.stringify(writeAddress(a)) === JSON.stringify(writeAddress(b));
}

function readHeader(text: string): HeaderRow {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, value: '' } : { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}
