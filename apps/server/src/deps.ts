import type { Logger } from 'pino';
import type { Changes } from './changes/changes.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import type { MeshViews } from './mesh/mesh-views.ts';
import type { Metrics } from './metrics/metrics.ts';

/** Everything the HTTP layer works with. Made in main.ts, or by a test, and passed down; there is no other global state. */
export interface Deps {
  config: Config;
  cluster: Cluster;
  metrics: Metrics;
  mesh: MeshViews;
  changes: Changes;
  log: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
}
