import { createServer } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { createChanges } from './changes/create-changes.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { loadKubeConfig } from './cluster/kube-config.ts';
import { type Config, ConfigError } from './config.ts';
import type { Deps } from './deps.ts';
import { createMeshViews } from './mesh/mesh-views.ts';
import { createMetrics } from './metrics/metrics.ts';

/** The longest that open requests and queries are waited for at the end. */
const graceMs = 1500;

export interface Running {
  address: string;
  stop: () => Promise<void>;
}

/** Makes the parts, joins them and listens. */
export async function serve(config: Config): Promise<Running> {
  const deps = createDeps(config);
  const app = createApp(deps);
  deps.cluster.start();
  const server = createServer(app.express);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new ConfigError(listenProblem(config, error))));
    server.listen(config.port, config.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const name = config.loopback ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    address: `http://${name}:${port}${config.basePath}`,
    async stop() {
      app.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([timeUp, Promise.all([closed, deps.cluster.stop(), deps.metrics.stop()])]);
      clearTimeout(timer);
      server.closeAllConnections();
    },
  };
}

function createDeps(config: Config): Deps {
  const now = Date.now;
  const log = pino({ level: config.logLevel }, process.stderr);
  const cluster = createCluster({ loadKubeConfig: kubeConfigLoader(config), ...config, now });
  const metrics = createMetrics({
    url: config.prometheusUrl,
    timeoutMs: config.prometheusTimeout,
    bearerTokenFile: config.prometheusBearerTokenFile,
    basicAuthFile: config.prometheusBasicAuthFile,
    caFile: config.prometheusCaFile,
    headers: config.prometheusHeader,
    matchers: config.prometheusMatchers,
    now,
  });
  const mesh = createMeshViews({ cluster, metrics, now });
  const changes = createChanges({ cluster, world: mesh.world, config, log, now });
  return { config, cluster, metrics, mesh, changes, log, now };
}

/** What is wrong with it stops the server at its start only. */
function kubeConfigLoader({ kubeconfig, context }: Config): () => KubeConfig {
  const load = () => loadKubeConfig(kubeconfig, context);
  try {
    load();
  } catch (error) {
    throw new ConfigError(`--kubeconfig${context === undefined ? '' : ' --context'}: ${wordsOf(error)}`);
  }
  return load;
}

function listenProblem({ host, port }: Config, error: Error): string {
  if ('code' in error && error.code === 'EADDRINUSE') return `Port ${port} is in use; choose another with --port.`;
  if ('code' in error && error.code === 'EACCES') return `Port ${port} needs more rights; choose another with --port.`;
  return `--host ${host} --port ${port}: ${wordsOf(error)}`;
}

/** Parsers add a drawing of the place; one line has to do. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
