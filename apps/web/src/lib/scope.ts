import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What the top bar narrows every page to; lives in the URL as `ns` and `range`. */
export interface Scope {
  /** Empty: every namespace that the server may see. */
  namespaces: string[];
  rangeSeconds: number;
  /** The same, as the HTTP API takes it. */
  query: { namespaces: string | undefined; range: number };
}

export const defaultRangeSeconds = 300;
export const ranges = [60, 300, 900, 1800, 3600, 10_800, 21_600, 86_400] as const;

export function useScope(): Scope {
  const [search] = useSearchParams();
  const ns = search.get('ns') ?? '';
  const range = search.get('range');
  return useMemo(() => parseScope(ns, range), [ns, range]);
}

export function parseScope(ns: string, range: string | null): Scope {
  const namespaces = ns.split(',').filter(Boolean);
  const seconds = Number(range ?? defaultRangeSeconds);
  const rangeSeconds = Number.isInteger(seconds) && seconds >= 60 && seconds <= 86_400 ? seconds : defaultRangeSeconds;
  return { namespaces, rangeSeconds, query: { namespaces: namespaces.join(',') || undefined, range: rangeSeconds } };
}

/** The part of the query string that travels from page to page. */
export function carriedSearch(search: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const key of ['ns', 'range', 'refresh']) {
    const value = search.get(key);
    if (value) kept.set(key, value);
  }
  return kept;
}

/** Adds the carried part to one of `paths`. */
export function withScope(path: string, search: URLSearchParams): string {
  const [pathname = '/', own] = path.split('?');
  const query = carriedSearch(search);
  for (const [key, value] of new URLSearchParams(own)) query.set(key, value);
  return query.size > 0 ? `${pathname}?${query}` : pathname;
}

/** `href` for links and `navigate`: keeps namespaces, range and refresh. */
export function useScopedPath(): (path: string) => string {
  const [search] = useSearchParams();
  return useCallback((path) => withScope(path, search), [search]);
}
