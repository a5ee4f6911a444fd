import { IconFileCode } from '@tabler/icons-react';
import type { Feature } from '../../lib/feature.ts';
import { configWords } from './words.ts';

const editor = () => import('./editor-page.tsx').then((module) => ({ Component: module.EditorPage }));

export const configFeature: Feature = {
  words: configWords,
  routes: [
    { path: 'config', lazy: () => import('./config-page.tsx').then((module) => ({ Component: module.ConfigPage })) },
    { path: 'config/new/:kind', lazy: editor },
    { path: 'config/:kind/:namespace/:name', lazy: editor },
  ],
  nav: [{ group: 'steer', path: '/config', label: 'title', icon: IconFileCode, letter: 'c', count: 'configObjects' }],
};
