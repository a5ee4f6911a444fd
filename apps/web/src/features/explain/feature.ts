import { IconZoomQuestion } from '@tabler/icons-react';
import type { Feature } from '../../lib/feature.ts';
import { explainWords } from './words.ts';

export const explainFeature: Feature = {
  words: explainWords,
  routes: [{ path: 'explain', lazy: () => import('./explain-page.tsx').then((module) => ({ Component: module.ExplainPage })) }],
  nav: [{ group: 'prove', path: '/explain', label: 'title', icon: IconZoomQuestion, letter: 'e' }],
};
