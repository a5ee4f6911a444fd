import { createStore, useStore } from './store.ts';
import { writeStored } from './stored.ts';

export type Theme = 'dark' | 'light';

/** first-paint.js has put the remembered or the browser's theme on <html> before this runs. */
const theme = createStore<Theme>(document.documentElement.dataset.theme === 'light' ? 'light' : 'dark');

export function useTheme(): Theme {
  return useStore(theme);
}

export function toggleTheme(): void {
  const next = theme.get() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  writeStored('theme', next);
  theme.set(next);
}
