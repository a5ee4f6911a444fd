import type { ExplainRequest, UnknownField } from '@pidalio/contract';

/** A request as people write it. The page's address holds the same, so that it can be shared. */
export interface RequestForm {
  /** `namespace/name` of the workload that sends it; '' while none is chosen. */
  from: string;
  protocol: ExplainRequest['protocol'];
  method: string;
  /** `http://reviews:9080/reviews/0` */
  url: string;
  /** A `host` header, as with curl, wins over the host of the address. */
  headers: readonly HeaderRow[];
  /** JSON text of a token's claims; '' for no token. */
  claims: string;
  unknown: readonly UnknownField[];
  /** Name in the TLS handshake where it is another than the host's; '' otherwise. */
  sni: string;
}

export interface HeaderRow {
  name: string;
  value: string;
}

export const emptyForm: RequestForm = { from: '', protocol: 'http', method: 'GET', url: '', headers: [], claims: '', unknown: [], sni: '' };

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

export type FormError = { field: 'from' | 'url' | 'claims'; code: 'from' | 'url' | 'claims' };

export type ReadForm = { request: ExplainRequest; error?: never } | { request?: never; error: FormError };

const defaultPorts = { http: 80, https: 443 } as const;

/** The request that the form means, or the first thing that is wrong with it. */
export function toRequest(form: RequestForm): ReadForm {
  const [namespace = '', name = ''] = form.from.split('/');
  if (namespace === '' || name === '') return { error: { field: 'from', code: 'from' } };
  const url = readUrl(form.url);
  if (url === null) return { error: { field: 'url', code: 'url' } };
  const claims = readClaims(form.claims);
  if (claims === undefined) return { error: { field: 'claims', code: 'claims' } };
  const rows = form.headers.filter((row) => row.name.trim() !== '');
  const host = rows.find((row) => isHost(row))?.value.trim();
  return {
    request: {
      caller: { namespace, name },
      protocol: form.protocol,
      scheme: url.scheme,
      method: form.method.trim() || 'GET',
      authority: host || url.authority,
      sni: form.sni || (host && url.scheme === 'https' ? url.host : null),
      port: url.port,
      path: url.path,
      headers: rows.filter((row) => !isHost(row)).map((row) => ({ name: row.name.trim(), value: row.value })),
      claims,
      unknown: [...form.unknown],
    },
  };
}

export function fromRequest(request: ExplainRequest): RequestForm {
  const { caller, protocol, scheme, method, authority, sni, port, path, headers, claims, unknown } = request;
  const [, host = authority, named] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  const isWhole = Number(named ?? defaultPorts[scheme]) === port;
  const plain = `${host}${port === defaultPorts[scheme] ? '' : `:${port}`}`;
  return {
    from: `${caller.namespace}/${caller.name}`,
    protocol,
    method,
    url: `${scheme}://${isWhole ? authority : plain}${path}`,
    headers: isWhole || plain === authority ? headers : [{ name: 'host', value: authority }, ...headers],
    claims: claims === null ? '' : JSON.stringify(claims),
    unknown,
    sni: sni ?? '',
  };
}

function isHost({ name }: HeaderRow): boolean {
  return name.trim().toLowerCase() === 'host';
}

/** `reviews:9080/x` is taken as `http://reviews:9080/x`; null for what is no address of HTTP. */
function readUrl(text: string): { scheme: 'http' | 'https'; authority: string; host: string; port: number; path: string } | null {
  const [, scheme = 'http', authority = '', path = ''] = /^(?:(https?):\/\/)?([^\s/?#]+)([^\s#]*)(?:#.*)?$/i.exec(text.trim()) ?? [];
  const isTls = scheme.toLowerCase() === 'https';
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:@]+)(?::(\d{1,5}))?$/i.exec(authority) ?? [];
  const number = Number(port ?? (isTls ? 443 : 80));
  if (host === '' || number < 1 || number > 65_535) return null;
  return {
    scheme: isTls ? 'https' : 'http',
    authority,
    host: host.toLowerCase(),
    port: number,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

/** null: no token; undefined: no JSON object. */
function readClaims(text: string): Record<string, unknown> | null | undefined {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
