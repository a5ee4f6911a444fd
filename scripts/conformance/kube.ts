import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { loadCrds } from '../../apps/playground/crds/index.ts';
import { createKubeApi } from '../../packages/sim-kube/src/index.ts';
import type { Family, Verdict } from './family.ts';

const REPLAYER = 'kube/replay.mjs';
const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };

/** Transcripts of a real API server, replayed by the program that comes with them against the simulated one. */
export const kubeFamilies: Family[] = [
  family('kube/http', 'kube/http.json', () => undefined),
  family('kube/kubectl', 'kube/kubectl.json', () => (hasKubectl() ? undefined : 'kubectl is not installed')),
];

function family(name: string, transcripts: string, obstacle: () => string | undefined): Family {
  return {
    name,
    isIn: (folder) => [REPLAYER, transcripts].every((file) => existsSync(path.join(folder, file))),
    run: async (folder) => {
      const reason = obstacle();
      if (reason !== undefined) return scenarioIds(path.join(folder, transcripts)).map((id) => ({ id, outcome: 'not-runnable', reason }));
      return withServer(async (url) => readVerdicts(await replay(path.join(folder, REPLAYER), path.join(folder, transcripts), url)));
    },
  };
}

/** Everybody is administrator, as the transcripts want it, and whom they impersonate has the rights that roles give: none. */
async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const api = createKubeApi({ rbac: true });
  for (const crd of loadCrds()) await api.client.create(DEFINITIONS, undefined, crd);
  const server = createServer(api.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    api.close();
    server.closeAllConnections();
    server.close();
  }
}

function hasKubectl(): boolean {
  return spawnSync('kubectl', ['version', '--client']).status === 0;
}

function scenarioIds(file: string): string[] {
  const { scenarios }: { scenarios?: { id?: unknown }[] } = JSON.parse(readFileSync(file, 'utf8'));
  return (scenarios ?? []).map(({ id }) => String(id));
}

function replay(replayer: string, transcripts: string, url: string): Promise<string> {
  const child = spawn(process.execPath, [replayer, transcripts, url, '--verbose']);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.pipe(process.stderr);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

/** The replayer prints `ok <id>`, or `FAIL <id>: <about>` with the differences indented below, and the totals last. */
function readVerdicts(output: string): Verdict[] {
  const lines = output.split('\n');
  const verdicts = lines.flatMap((line, at): Verdict[] => {
    const ok = /^ok +(\S+)/.exec(line);
    if (ok) return [{ id: ok[1] ?? '', outcome: 'passed' }];
    const failed = /^FAIL ([^:]+):/.exec(line);
    return failed ? [failure(failed[1] ?? '', differencesAfter(lines, at))] : [];
  });
  if (!/^\d+ passed, \d+ failed$/m.test(output)) verdicts.push({ id: 'replay', outcome: 'failed', reason: 'the replayer ended early' });
  return verdicts;
}

function differencesAfter(lines: readonly string[], at: number): string[] {
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !line.startsWith('  '));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

/** The list of paths in the answer to an unknown one names the recorded server's own health checks, and it had no core group. */
function failure(id: string, differences: readonly string[]): Verdict {
  if (differences.length > 0 && differences.every((difference) => difference.includes(': body.paths'))) {
    return { id, outcome: 'not-runnable', reason: "lists the recorded server's own health checks" };
  }
  return { id, outcome: 'failed', reason: differences.slice(0, 2).join(' — ') };
}
