import { createBrowserRouter } from 'react-router';
import { basePath } from '../lib/base-path.ts';
import { features } from './features.ts';
import { NotFound } from './not-found.tsx';
import { RouteFailed } from './route-failed.tsx';
import { Shell } from './shell.tsx';

/** One shell, one lazy chunk per page; a failing page leaves the shell standing. */
export function createAppRouter() {
  return createBrowserRouter(
    [
      {
        path: '/',
        Component: Shell,
        HydrateFallback: Nothing,
        children: [
          {
            ErrorBoundary: RouteFailed,
            children: [...features.flatMap((feature) => feature.routes), { path: '*', Component: NotFound }],
          },
        ],
      },
    ],
    { basename: basePath() || '/' },
  );
}

/** What is shown while the first page's chunk loads. */
function Nothing() {
  return null;
}
