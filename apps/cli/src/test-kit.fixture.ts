import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'pidalio-command-'));
const command = path.join(folder, 'pidalio.mjs');
process.once('exit', () => rmSync(folder, { recursive: true }));

export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** Bundles the command as it is shipped. */
export async function buildCommand(): Promise<void> {
  const { code, err } = await finished(['build.mjs', command], `${root}/apps/cli`, '', {});
  if (code !== 0) throw new Error(err);
}

/** Runs the command in a process of its own, in the root of the repository. */
export function pidalio(
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  return finished([command, ...args], root, stdin, { LANG: 'C', LC_ALL: 'C', ...env });
}

function finished(args: readonly string[], cwd: string, stdin: string, env: Record<string, string>): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(stdin);
  });
}
