import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** A simulated mesh and the dashboard on it, as processes of their own on free ports. */
export interface RunningMesh {
  url: string;
  kubeconfig: string;
  prometheusPort: number;
  /** Ends the playground's process; `startPlayground` brings a fresh one up on the same ports. */
  stopPlayground(): Promise<void>;
  startPlayground(): Promise<void>;
  /** Runs kubectl against the playground and gives what it printed. */
  kubectl(args: string[], input?: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * @param serverArgs further options of the server
 * @param image folder with `server.mjs` and `playground.mjs` to start from, instead of the built apps
 */
export async function startMesh(serverArgs: string[] = [], image?: string): Promise<RunningMesh> {
  const bundle = (app: string) => (image ? path.join(image, `${app}.mjs`) : path.join(root, 'apps', app, 'dist', `${app}.mjs`));
  const folder = await mkdtemp(path.join(tmpdir(), 'pidalio-e2e-'));
  const [port, kubePort, prometheusPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const kubeconfig = path.join(folder, 'playground.kubeconfig');
  const start = () =>
    startProcess(
      [
        bundle('playground'),
        '--kube-port',
        `${kubePort}`,
        '--prometheus-port',
        `${prometheusPort}`,
        '--dir',
        folder,
        '--scrape-interval',
        '1s',
        '--history',
        '10m',
        '--seed',
        '7',
      ],
      'Playground is ready',
    );
  let playground = await start();
  const server = await startProcess(
    [
      bundle('server'),
      '--port',
      `${port}`,
      '--kubeconfig',
      kubeconfig,
      '--prometheus-url',
      `http://127.0.0.1:${prometheusPort}`,
      '--log-level',
      'warn',
      ...serverArgs,
    ],
    'Pidalio is listening',
  );
  return {
    url: `http://localhost:${port}`,
    kubeconfig,
    prometheusPort,
    stopPlayground: () => endProcess(playground),
    startPlayground: async () => {
      playground = await start();
    },
    kubectl: (args, input) => runToEnd('kubectl', ['--kubeconfig', kubeconfig, ...args], input),
    stop: async () => {
      await Promise.all([endProcess(server), endProcess(playground)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function startProcess(args: string[], readyLine: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
      if (output.includes(readyLine)) resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`${path.basename(args[0] ?? '')} ended with ${code} before it was ready:\n${output}`)));
  });
}

function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function runToEnd(command: string, args: string[], input?: string): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(stdout) : reject(new Error(`${command} ${args.join(' ')}: ${stderr}`))));
  });
}
