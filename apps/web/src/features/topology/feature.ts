import { IconTopologyStar3 } from '@tabler/icons-react';
import type { Feature } from '../../lib/feature.ts';
import { topologyWords } from './words.ts';

export const topologyFeature: Feature = {
  words: topologyWords,
  routes: [{ index: true, lazy: () => import('./topology-page.tsx').then((module) => ({ Component: module.TopologyPage })) }],
  nav: [{ group: 'see', path: '/', label: 'title', icon: IconTopologyStar3, letter: 't' }],
};
