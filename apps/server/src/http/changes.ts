import { getChanges, postApply, postPlan } from '@pidalio/contract';
import type { IRouter } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Deps } from '../deps.ts';
import { HttpError } from './errors.ts';
import { requireWrites } from './guard.ts';
import { route } from './route.ts';

const perMinute = { plan: 600, apply: 120 };

export function changesRoutes(api: IRouter, { changes, config }: Pick<Deps, 'changes' | 'config'>): void {
  api.use(postPlan.path, limit(perMinute.plan));
  api.use(postApply.path, limit(perMinute.apply));
  route(api, getChanges, () => changes.list());
  // A plan writes nothing, so it is also there where writing is not: its result can be exported.
  route(api, postPlan, ({ body }) => changes.plan(body));
  route(api, postApply, ({ body }) => {
    requireWrites(config);
    return changes.apply(body);
  });
}

function limit(limitPerMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: limitPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new HttpError(429, 'too-many-requests', 'Too many changes within a minute.');
    },
  });
}
