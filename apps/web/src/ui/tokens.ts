import { useMemo } from 'react';
import { useTheme } from '../lib/theme.ts';

/** Reads a token of tokens.css as the current theme has it, e.g. `token('--accent')`. */
export type Tokens = (name: `--${string}`) => string;

/** For canvas drawing, which cannot use CSS variables: read once per theme. */
export function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const cache = new Map<string, string>();
  return (name) => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const value = style.getPropertyValue(name).trim();
    cache.set(name, value);
    return value;
  };
}

export function useTokens(): Tokens {
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is on <html>, where the variables come from
  return useMemo(readTokens, [theme]);
}
