import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** One query parameter as state. The default value is never written to the URL. */
export function useUrlState<T extends string = string>(
  key: string,
  fallback: NoInfer<T>,
  allowed?: readonly T[],
): [T, (value: T, options?: { push?: boolean }) => void] {
  const [search, setSearch] = useSearchParams();
  const raw = search.get(key);
  const value = parse(raw, fallback, allowed);
  const set = useCallback(
    (next: T, options: { push?: boolean } = {}) =>
      setSearch(
        (previous) => {
          const changed = new URLSearchParams(previous);
          if (next === fallback) changed.delete(key);
          else changed.set(key, next);
          return changed;
        },
        { replace: !options.push, preventScrollReset: true },
      ),
    [key, fallback, setSearch],
  );
  return [value, set];
}

function parse<T extends string>(raw: string | null, fallback: T, allowed: readonly T[] | undefined): T {
  if (raw === null) return fallback;
  if (!allowed) return raw as T; // Without a list of values T is string itself.
  return allowed.find((value) => value === raw) ?? fallback;
}
