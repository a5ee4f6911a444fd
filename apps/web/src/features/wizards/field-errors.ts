import { describe, type FormError } from '@pidalio/recipes';
import { useLocale } from '../../lib/words.ts';
import type { Refusal } from './use-wizard.ts';

/** What stands against a field, in words: what the form itself knows first, then what the API server said. */
export type ErrorAt = (path: string) => string | undefined;

export function useErrorAt(errors: readonly FormError[], refusals: readonly Refusal[]): ErrorAt {
  const locale = useLocale();
  return (path) => {
    const own = errors.find((error) => error.path === path);
    return own ? describe(own, locale) : refusals.find((refusal) => refusal.path === path)?.message;
  };
}
