import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Sample } from '../exposition/sample.ts';

/** The folder of `prometheus` and `promtool`, or undefined where one of them is missing. */
export async function findPrometheus(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const found = await Promise.all(['prometheus', 'promtool'].map((tool) => isThere(path.join(folder, tool))));
    if (folder !== '' && found.every(Boolean)) return folder;
  }
  return undefined;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

export interface RealPrometheus {
  origin: string;
  stop(): Promise<void>;
}

/** Starts a Prometheus on a free loopback port whose storage holds exactly these samples. */
export async function startRealPrometheus(folder: string, samples: readonly Sample[]): Promise<RealPrometheus> {
  const work = await mkdtemp(path.join(tmpdir(), 'pidalio-prometheus-'));
  const input = path.join(work, 'samples.om');
  const config = path.join(work, 'prometheus.yml');
  const data = path.join(work, 'data');
  await writeFile(input, toOpenMetrics(samples));
  await writeFile(config, 'global:\n  evaluation_interval: 1m\n');
  await promisify(execFile)(path.join(folder, 'promtool'), ['tsdb', 'create-blocks-from', 'openmetrics', input, data]);
  const port = await freePort();
  const child = spawn(
    path.join(folder, 'prometheus'),
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await stopped(child);
    await rm(work, { recursive: true, force: true });
  };
  try {
    await untilReady(origin, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, stop };
}

/** All families as `unknown`, so that names need no suffixes; each family in one piece; timestamps in seconds. */
function toOpenMetrics(samples: readonly Sample[]): string {
  const families = new Map<string, string[]>();
  for (const { labels, value, timestampMs } of samples) {
    const { __name__: name = '', ...others } = labels;
    const lines = families.get(name) ?? [`# TYPE ${name} unknown`];
    const list = Object.entries(others).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
    lines.push(`${name}{${list.join(',')}} ${value} ${(timestampMs ?? 0) / 1000}`);
    families.set(name, lines);
  }
  return `${[...families.values()].flat().join('\n')}\n# EOF\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilReady(origin: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with code ${child.exitCode}`);
    const isReady = await fetch(`${origin}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await delay(100);
  }
  throw new Error('prometheus was not ready within 20 s');
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}
