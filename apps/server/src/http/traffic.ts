import { getTraffic } from '@pidalio/contract';
import { Router } from 'express';
import type { Deps } from '../deps.ts';
import { route } from './route.ts';

export function trafficRoutes({ mesh }: Pick<Deps, 'mesh'>): Router {
  const router = Router();
  route(router, getTraffic, ({ query }) => mesh.traffic(query));
  return router;
}
