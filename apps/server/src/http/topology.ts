import { getElementCharts, getTopology } from '@pidalio/contract';
import { Router } from 'express';
import type { Deps } from '../deps.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

export function topologyRoutes({ mesh }: Pick<Deps, 'mesh'>): Router {
  const router = Router();
  route(router, getTopology, ({ query }) => mesh.topology(query));
  route(router, getElementCharts, async ({ query }) => {
    const charts = await mesh.elementCharts(query);
    if (charts === null) throw new HttpError(404, 'unknown-element', `The graph has no element ${query.element} now.`);
    return charts;
  });
  return router;
}
