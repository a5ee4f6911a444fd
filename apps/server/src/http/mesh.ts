import { getMesh } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { viewMesh } from '../mesh/view-mesh.ts';
import { writesOf } from './guard.ts';
import { route } from './route.ts';

/** The usual window; its pace is what pages refresh at. */
const defaultRangeSeconds = 300;

export function meshRoutes(api: IRouter, { cluster, metrics, mesh, config }: Deps): void {
  route(api, getMesh, async () => {
    // Every page asks for the summary: as long as one is open, it is known whether Prometheus answers. Nobody waits for it here.
    void metrics.snapshot(defaultRangeSeconds);
    return {
      sources: [cluster.state(), metrics.state()],
      ...viewMesh(cluster, mesh.world()),
      istioNamespace: config.istioNamespace,
      revision: config.revision ?? null,
      identity: await cluster.identity(),
      writes: writesOf(config),
      refreshSeconds: metrics.refreshSeconds(defaultRangeSeconds),
    };
  });
}
