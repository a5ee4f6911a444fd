import { getSteering, getWatch } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { route } from './route.ts';
import { found } from './services.ts';

export function steeringRoutes(api: IRouter, { mesh }: Pick<Deps, 'mesh'>): void {
  route(api, getSteering, async ({ params, query }) => found(params, await mesh.steering(params, query.range)));
  route(api, getWatch, ({ params, query }) => {
    const ref = { kind: 'VirtualService', namespace: params.namespace, name: params.name };
    return mesh.watch({ kind: params.kind, ref, ruleIndex: query.rule, historySeconds: query.range });
  });
}
