import { IconArrowsSplit2 } from '@tabler/icons-react';
import type { Feature } from '../../lib/feature.ts';
import { trafficWords } from './words.ts';

export const trafficFeature: Feature = {
  words: trafficWords,
  routes: [{ path: 'traffic', lazy: () => import('./traffic-page.tsx').then((module) => ({ Component: module.TrafficPage })) }],
  nav: [{ group: 'steer', path: '/traffic', label: 'title', icon: IconArrowsSplit2, letter: 'r', count: 'experiments' }],
};
