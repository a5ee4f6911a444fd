import { endpoints, openApi } from '@pidalio/contract';
import { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Deps } from '../deps.ts';

/** For whoever runs Pidalio: alive, ready, measured. */
export function systemRoutes({ cluster }: Pick<Deps, 'cluster'>, registry: Registry): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text').send('ok');
  });
  router.get('/readyz', (_request, response) => {
    // True after the first list, and for ever: a cluster that went away is shown, not a reason to take the pages away too.
    const ready = cluster.ready();
    response.status(ready ? 200 : 503).json({ ready, source: cluster.state() });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

export function openApiRoutes(): Router {
  const router = Router();
  const document = openApi(Object.values(endpoints));
  router.get('/api/openapi.json', (_request, response) => {
    response.json(document);
  });
  return router;
}
