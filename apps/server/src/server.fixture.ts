import { createServer } from 'node:http';
import { createClient } from '@pidalio/contract';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { createChanges } from './changes/create-changes.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { type Config, readConfig } from './config.ts';
import { type TestKube, until } from './kube.fixture.ts';
import { createMeshViews } from './mesh/mesh-views.ts';
import { createMetrics } from './metrics/metrics.ts';

export interface TestServer {
  url: string;
  call: ReturnType<typeof createClient>;
  stop: () => Promise<void>;
}

/** The whole server over HTTP, on a Kubernetes API and without Prometheus. */
export async function startServer(kube: TestKube, flags: readonly string[] = []): Promise<TestServer> {
  const config = configOf(['--propagation-pause', '10ms', '--prometheus-url', 'http://127.0.0.1:9', ...flags]);
  const now = Date.now;
  const log = pino({ level: 'silent' });
  const cluster = createCluster({ loadKubeConfig: () => kube.kubeConfig, ...config, now });
  const metrics = createMetrics({ url: config.prometheusUrl, timeoutMs: 1000, now });
  const mesh = createMeshViews({ cluster, metrics, now });
  const changes = createChanges({ cluster, world: mesh.world, config, log, now });
  const app = createApp({ config, cluster, metrics, mesh, changes, log, now });
  cluster.start();
  const server = createServer(app.express);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await until(cluster.ready, 'the cluster is listed');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url,
    call: createClient(`${url}${config.basePath}`),
    async stop() {
      app.stop();
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), cluster.stop(), metrics.stop()]);
    },
  };
}

function configOf(flags: readonly string[]): Config {
  const config = readConfig(flags, {});
  if (config === null) throw new Error('no help wanted');
  return config;
}
