import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { loadCrds } from '../../apps/playground/crds/index.ts';
import { createKubeApi } from '../../packages/sim-kube/src/index.ts';
import type { Family, Verdict } from './family.ts';

const REPLAYER = 'kube/replay.mjs';
const TRANSCRIPTS = 'kube/http.json';
const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
/** The user without rights that the transcripts impersonate. */
const NOBODY = 'nobody@example.com';

/** HTTP transcripts, replayed by the program that comes with them against the simulated API server. */
export const kube: Family = {
  name: 'kube',
  isIn: (folder) => [REPLAYER, TRANSCRIPTS].every((file) => existsSync(path.join(folder, file))),
  run: async (folder) => {
    const api = createKubeApi({ authorizer: (user) => (user.username === NOBODY ? '' : true) });
    for (const crd of loadCrds()) await api.client.create(DEFINITIONS, undefined, crd);
    const server = createServer(api.handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      return readVerdicts(await replay(folder, `http://127.0.0.1:${port}`));
    } finally {
      api.close();
      server.closeAllConnections();
      server.close();
    }
  },
};

function replay(folder: string, url: string): Promise<string> {
  const child = spawn(process.execPath, [path.join(folder, REPLAYER), path.join(folder, TRANSCRIPTS), url, '--verbose']);
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
    return failed ? [{ id: failed[1] ?? '', outcome: 'failed', reason: (lines[at + 1] ?? '').trim() }] : [];
  });
  if (!/^\d+ passed, \d+ failed$/m.test(output)) verdicts.push({ id: 'replay', outcome: 'failed', reason: 'the replayer ended early' });
  return verdicts;
}
