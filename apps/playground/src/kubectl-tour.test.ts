import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Playground, startPlayground } from './playground.ts';
import { tour } from './testing/kubectl-tour.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) {
  if (process.env.CI) throw new Error('kubectl is needed for the tour of the playground under CI');
  console.log('kubectl is not installed: its tour of the playground is left out');
}

describe.runIf(hasKubectl)('a tour of the playground with kubectl', () => {
  let dir: string;
  let playground: Playground;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'pidalio-tour-'));
    playground = await startPlayground({
      host: '127.0.0.1',
      advertiseHost: '127.0.0.1',
      kubePort: 0,
      prometheusPort: 0,
      scenario: 'bookinfo',
      seed: 1,
      scrapeIntervalMs: 1000,
      historyMs: 60_000,
      dir,
      insecureHttp: false,
    });
  });
  afterAll(async () => {
    await playground.close();
    await rm(dir, { recursive: true });
  });

  test('has at least sixty stops', () => {
    expect(tour.length).toBeGreaterThanOrEqual(60);
  });

  test.each(tour.map((stop, index) => ({ ...stop, index: index + 1 })))(
    '$index: kubectl $command',
    async ({ command, input, shows, complains }) => {
      const { code, stdout, stderr } = await kubectl(command, input);
      if (complains) expect(stderr).toMatch(complains);
      else
        expect({ code, stderr: stderr.replace(/^warning: .*\n+/gim, '') }).toEqual({
          code: command.includes('-viewer') && stdout === 'no\n' ? 1 : 0,
          stderr: '',
        });
      if (complains && !shows) expect(code).not.toBe(0);
      for (const shape of shows ?? []) expect(stdout).toMatch(shape);
    },
    30_000,
  );

  function kubectl(command: string, input = ''): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env.PATH ?? '', HOME: dir, KUBECONFIG: playground.kubeconfig };
    const child = spawn('kubectl', words(command), { cwd: dir, env });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk.toString();
      });
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? 1, ...output }));
    });
  }
});

/** Single quotes keep blanks together. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
