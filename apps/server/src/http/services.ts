import { getService, getServices } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

export function servicesRoutes(api: IRouter, { mesh }: Pick<Deps, 'mesh'>): void {
  route(api, getServices, ({ query }) => mesh.services(query));
  route(api, getService, async ({ params, query }) => found(params, await mesh.serviceDetail(params, query.range)));
}

export function found<T>({ namespace, name }: { namespace: string; name: string }, answer: T | null): T {
  if (answer === null) throw new HttpError(404, 'unknown-service', `There is no Service ${name} in namespace ${namespace}.`);
  return answer;
}
