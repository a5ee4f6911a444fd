import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { features } from './features.ts';

/** The pages of the navigation with their names in the user's language. */
export function useNavPlaces(): { path: string; label: string; letter: string }[] {
  const { t } = useTranslation();
  return useMemo(
    () =>
      features.flatMap((feature) =>
        (feature.nav ?? []).map(({ path, label, letter }) => ({ path, letter, label: t(label, { ns: feature.words.namespace }) })),
      ),
    [t],
  );
}
