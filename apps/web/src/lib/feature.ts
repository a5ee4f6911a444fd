import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import type { Words } from './words.ts';

/** What the app needs to know of a feature. Keep the file that exports it light: pages come through `lazy`. */
export interface Feature {
  words: Words;
  /** Paths without a leading slash; each page by `lazy: () => import('./x-page.tsx').then((m) => ({ Component: m.XPage }))`. */
  routes: RouteObject[];
  nav?: NavEntry[];
}

export interface NavEntry {
  group: 'see' | 'steer' | 'prove';
  path: string;
  /** Key in the feature's words. */
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** `g` + this letter goes there. */
  letter: string;
  /** Which of the mesh's counts stands beside it. */
  count?: 'experiments' | 'configObjects';
}
