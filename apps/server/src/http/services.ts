import { getService, getServices } from '@pidalio/contract';
import { Router } from 'express';
import type { Deps } from '../deps.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

export function servicesRoutes({ mesh }: Pick<Deps, 'mesh'>): Router {
  const router = Router();
  route(router, getServices, ({ query }) => mesh.services(query));
  route(router, getService, async ({ params, query }) => found(params, await mesh.serviceDetail(params, query.range)));
  return router;
}

export function found<T>({ namespace, name }: { namespace: string; name: string }, answer: T | null): T {
  if (answer === null) throw new HttpError(404, 'unknown-service', `There is no Service ${name} in namespace ${namespace}.`);
  return answer;
}
