import type { CatalogOptions } from '@pidalio/istio';

type PathNormalization = CatalogOptions['pathNormalization'];

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** Path and query apart; a fragment is cut off. */
export function splitPath(target: string): { path: string; query: string } {
  const plain = target.split('#', 1)[0] ?? '';
  const at = plain.indexOf('?');
  return at < 0 ? { path: plain, query: '' } : { path: plain.slice(0, at), query: plain.slice(at) };
}

/**
 * The path as Envoy's routes see it: Istio switches on normalize_path (MeshConfig.pathNormalization BASE), which decodes escapes of
 * unreserved characters, writes others as escapes, turns backslashes into slashes and resolves `.` and `..` segments (envoy path_utility.cc, RFC 3986 6.2.2).
 */
export function normalizePath(target: string, normalization: PathNormalization = 'BASE'): string {
  const { path, query } = splitPath(target);
  if (normalization === 'NONE' || !path.startsWith('/')) return path + query;
  const decoded = path
    .replace(/\\/g, '/')
    .replace(/%([0-9A-Fa-f]{2})/g, (encoded: string, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16));
      return UNRESERVED.test(char) ? char : encoded;
    })
    .replace(/%5c/gi, '/')
    .replace(/[\s"<>`{}]|[^\x21-\x7e]+/gu, encodeURIComponent);
  return resolveDots(mergeSlashes(decoded, normalization)) + query;
}

function mergeSlashes(path: string, normalization: PathNormalization): string {
  if (normalization === 'BASE') return path;
  const decoded = normalization === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '/') : path;
  return decoded.replace(/\/{2,}/g, '/');
}

function resolveDots(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    // Parameters do not hide a dot segment: `..;x` counts as `..`.
    const bare = segment.split(';', 1)[0];
    if (bare === '.' || bare === '..') {
      if (bare === '..') kept.pop();
      if (isLast) kept.push('');
    } else {
      kept.push(segment);
    }
  }
  return `/${kept.join('/')}`;
}

/** The value of a query parameter, undecoded; of a repeated one the first (envoy QueryParamsMulti). */
export function queryParam(query: string, name: string): string | undefined {
  if (query.length < 2) return undefined;
  for (const part of query.slice(1).split('&')) {
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    if (key === name) return at < 0 ? '' : part.slice(at + 1);
  }
  return undefined;
}
