import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useServices } from '../api/queries.ts';
import { type Command, useRegisteredCommands } from '../lib/commands.ts';
import { paths } from '../lib/paths.ts';
import { useScopedPath } from '../lib/scope.ts';
import { toggleTheme } from '../lib/theme.ts';
import { useWords } from '../lib/words.ts';
import { toggleLanguage } from './i18n.ts';
import { useNavPlaces } from './use-nav-places.ts';
import { appWords } from './words.ts';

/** Verbs of the page first, then places, services and settings. */
export function usePaletteCommands(onKeys: () => void): Command[] {
  const t = useWords(appWords);
  const navigate = useNavigate();
  const href = useScopedPath();
  const places = useNavPlaces();
  const registered = useRegisteredCommands();
  const services = useServices().data?.services;
  return useMemo(() => {
    const go = (path: string) => () => void navigate(href(path));
    return [
      ...registered,
      ...places.map(
        (place): Command => ({
          id: `place-${place.path}`,
          group: 'places',
          label: place.label,
          shortcut: `g ${place.letter}`,
          run: go(place.path),
        }),
      ),
      ...(['canary', 'mirror', 'fault'] as const).map(
        (kind): Command => ({
          id: `wizard-${kind}`,
          group: 'places',
          label: t(`palette.${kind}`),
          keywords: kind,
          run: go(paths.wizard(kind)),
        }),
      ),
      ...(services ?? []).map(
        (service): Command => ({
          id: `service-${service.namespace}-${service.name}`,
          group: 'services',
          label: service.name,
          detail: service.namespace,
          run: go(paths.service(service)),
        }),
      ),
      { id: 'theme', group: 'settings', label: t('palette.theme'), keywords: 'dark light 深色 浅色', run: toggleTheme },
      { id: 'language', group: 'settings', label: t('palette.language'), keywords: 'language english chinese 语言', run: toggleLanguage },
      { id: 'keys', group: 'settings', label: t('palette.keys'), shortcut: '?', run: onKeys },
    ];
  }, [registered, places, services, t, navigate, href, onKeys]);
}
