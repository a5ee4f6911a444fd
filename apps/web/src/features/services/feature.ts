import { IconServer2 } from '@tabler/icons-react';
import type { Feature } from '../../lib/feature.ts';
import { servicesWords } from './words.ts';

export const servicesFeature: Feature = {
  words: servicesWords,
  routes: [
    { path: 'services', lazy: () => import('./services-page.tsx').then((module) => ({ Component: module.ServicesPage })) },
    { path: 'services/:namespace/:name', lazy: () => import('./service-page.tsx').then((module) => ({ Component: module.ServicePage })) },
  ],
  nav: [{ group: 'see', path: '/services', label: 'title', icon: IconServer2, letter: 's' }],
};
