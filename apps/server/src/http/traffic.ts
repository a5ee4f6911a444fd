import { getTraffic } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { route } from './route.ts';

export function trafficRoutes(api: IRouter, { mesh }: Pick<Deps, 'mesh'>): void {
  route(api, getTraffic, ({ query }) => mesh.traffic(query));
}
