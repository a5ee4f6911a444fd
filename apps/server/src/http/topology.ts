import { getElementCharts, getTopology } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

export function topologyRoutes(api: IRouter, { mesh }: Pick<Deps, 'mesh'>): void {
  route(api, getTopology, ({ query }) => mesh.topology(query));
  route(api, getElementCharts, async ({ query }) => {
    const charts = await mesh.elementCharts(query);
    if (charts === null) throw new HttpError(404, 'unknown-element', `The graph has no element ${query.element} now.`);
    return charts;
  });
}
