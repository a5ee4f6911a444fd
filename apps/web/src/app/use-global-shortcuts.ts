import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useScopedPath } from '../lib/scope.ts';
import { type Shortcut, useShortcuts } from '../lib/shortcuts.ts';
import { useWords } from '../lib/words.ts';
import { useNavPlaces } from './use-nav-places.ts';
import { appWords } from './words.ts';

export function useGlobalShortcuts({ openPalette, openKeys }: { openPalette: () => void; openKeys: () => void }): void {
  const t = useWords(appWords);
  const navigate = useNavigate();
  const href = useScopedPath();
  const places = useNavPlaces();
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: 'mod+k', label: t('keys.palette'), run: openPalette },
      { keys: '?', label: t('keys.help'), run: openKeys },
      ...places.map((place) => ({
        keys: `g ${place.letter}`,
        label: t('keys.goto', { page: place.label }),
        run: () => void navigate(href(place.path)),
      })),
    ],
    [t, places, href, navigate, openPalette, openKeys],
  );
  useShortcuts(shortcuts);
}
