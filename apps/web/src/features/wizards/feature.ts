import type { Feature } from '../../lib/feature.ts';
import { wizardWords } from './words.ts';

export const wizardsFeature: Feature = {
  words: wizardWords,
  routes: [
    { path: 'steer/:kind', lazy: () => import('./wizard-page.tsx').then((module) => ({ Component: module.WizardPage })) },
    { path: 'traffic/fault/stop', lazy: () => import('./stop-page.tsx').then((module) => ({ Component: module.StopFaultPage })) },
    { path: 'traffic/mirror/stop', lazy: () => import('./stop-page.tsx').then((module) => ({ Component: module.StopMirrorPage })) },
    { path: 'traffic/revert/:id', lazy: () => import('./revert-page.tsx').then((module) => ({ Component: module.RevertPage })) },
    { path: 'traffic/:kind/:namespace/:name', lazy: () => import('./watch-page.tsx').then((module) => ({ Component: module.WatchPage })) },
  ],
};
