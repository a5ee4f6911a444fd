import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';
import { createStore } from '@pidalio/sim-prometheus';
import { keepToken, makeCertificates } from './certificates.ts';
import { faultsHandler } from './faults-endpoint.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import { type Listening, listen } from './listen.ts';
import type { PlaygroundOptions } from './options.ts';
import { prometheusHandler } from './prometheus-endpoint.ts';
import { ACCOUNTS } from './scenario/access.ts';
import { startSimulation } from './simulation.ts';

export interface Playground {
  kubeUrl: string;
  prometheusUrl: string;
  kubeconfig: string;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const RETENTION_MS = 6 * HOUR_MS;

/** A whole mesh behind its two APIs. Both ports are taken first, so that a taken one is known before the work begins. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { host, advertiseHost, dir } = options;
  const hosts = [...new Set(['localhost', '127.0.0.1', advertiseHost])];
  const certificates = options.insecureHttp ? undefined : await makeCertificates(dir, hosts, Date.now());
  const tokens = await keepTokens(dir);
  const kubeDoor = new Door();
  const prometheusDoor = new Door();
  const listening: Listening[] = [];
  try {
    listening.push(await listen(kubeDoor.handle, host, options.kubePort, certificates));
    listening.push(await listen(prometheusDoor.handle, host, options.prometheusPort));
    const store = createStore({ retentionMs: RETENTION_MS });
    const simulation = await startSimulation({ ...options, store, tokens });
    kubeDoor.open(simulation.kubeHandler);
    const prometheus = prometheusHandler({ store, scrapeIntervalMs: options.scrapeIntervalMs, targets: simulation.targets });
    prometheusDoor.open(faultsHandler(simulation.faults, prometheus));
    const [kubePort, prometheusPort] = listening.map(({ port }) => port);
    const kubeUrl = `${certificates ? 'https' : 'http'}://${advertiseHost}:${kubePort}`;
    const kubeconfig = path.join(dir, 'playground.kubeconfig');
    await writeFile(kubeconfig, formatKubeconfig({ server: kubeUrl, authority: certificates?.authority, tokens }), { mode: 0o600 });
    const close = async () => {
      simulation.stop();
      await Promise.all(listening.map((server) => server.close()));
    };
    return { kubeUrl, prometheusUrl: `http://${advertiseHost}:${prometheusPort}`, kubeconfig, close };
  } catch (error) {
    await Promise.all(listening.map((server) => server.close()));
    throw error;
  }
}

async function keepTokens(dir: string): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const { name } of ACCOUNTS) tokens[name] = await keepToken(dir, name, () => randomBytes(24).toString('base64url'));
  return tokens;
}

/** Answers 503 until what stands behind it is ready. */
class Door {
  #handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('starting\n');
  };

  open(handler: RequestListener): void {
    this.#handler = handler;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#handler(request, response);
  };
}
