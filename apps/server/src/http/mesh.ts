import { getMesh } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Deps } from '../deps.ts';
import { viewMesh } from '../mesh/view-mesh.ts';
import { createWorld } from '../mesh/world.ts';
import { writesOf } from './guard.ts';
import { route } from './route.ts';

/** The usual window; its pace is what pages refresh at. */
const defaultRangeSeconds = 300;

export function meshRoutes(api: IRouter, { cluster, metrics, config }: Deps): void {
  const world = createWorld(cluster);
  route(api, getMesh, async () => ({
    sources: [cluster.state(), metrics.state()],
    ...viewMesh(cluster, world()),
    istioNamespace: config.istioNamespace,
    revision: config.revision ?? null,
    identity: await cluster.identity(),
    writes: writesOf(config),
    refreshSeconds: metrics.refreshSeconds(defaultRangeSeconds),
  }));
}
