// What every script needs: the root folder, the installed dependencies, child processes. Plain Node, no dependencies: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Prints one line and ends the process. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Pidalio needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Installs the locked dependencies with the pinned pnpm, unless they are there already. */
export function ensureInstalled() {
  requireNode();
  const stamp = path.join(root, 'node_modules', '.pidalio-installed');
  const wanted = hashOf([
    path.join(root, 'pnpm-lock.yaml'),
    path.join(root, 'pnpm-workspace.yaml'),
    ...packageFolders().map((folder) => path.join(folder, 'package.json')),
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const [command, ...args] = pnpmCommand();
  console.log('Installing dependencies …');
  const result = spawnSync(command, [...args, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) fail('Installing the dependencies failed; the lines above say why.');
  writeFileSync(stamp, wanted);
}

function pnpmCommand() {
  const version = manifest.packageManager.split('@')[1];
  const found = spawnSync('pnpm', ['--version'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  return found.status === 0 && found.stdout.trim() === version ? ['pnpm'] : ['npx', '--yes', `pnpm@${version}`];
}

/** Folders of all workspace packages. */
export function packageFolders() {
  const nested = ['apps', 'packages'].flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)));
  return [...nested, path.join(root, 'e2e')].filter((folder) => existsSync(path.join(folder, 'package.json')));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Path of a tool installed in the workspace (or in one of its packages). */
export function bin(name, folder = root) {
  return path.join(folder, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** Runs a command to its end with its output shown; resolves with the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

const buildStamp = path.join(root, 'node_modules', '.cache', 'pidalio-build');

/** Builds web, server, playground and command, unless no source changed since the last build. */
export async function ensureBuilt() {
  const now = sourceState();
  const outputs = [
    'apps/web/dist/index.html',
    'apps/server/dist/server.mjs',
    'apps/playground/dist/playground.mjs',
    'apps/cli/dist/pidalio.mjs',
  ];
  if (existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === now && outputs.every((file) => existsSync(path.join(root, file))))
    return;
  await build();
}

/** Builds everything; ends the process if a part fails. */
export async function build() {
  const before = sourceState();
  console.log('Building …');
  const codes = await Promise.all([
    run(bin('vite', path.join(root, 'apps/web')), ['build', '--logLevel', 'warn'], { cwd: path.join(root, 'apps/web') }),
    run(process.execPath, ['build.mjs'], { cwd: path.join(root, 'apps/server') }),
    run(process.execPath, ['build.mjs'], { cwd: path.join(root, 'apps/playground') }),
    run(process.execPath, ['build.mjs'], { cwd: path.join(root, 'apps/cli') }),
  ]);
  if (codes.some((code) => code !== 0)) fail('The build failed; the lines above say why.');
  mkdirSync(path.dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, before);
}

/** Path, size and time of every source file, as one hash: enough to tell whether a build is still good. */
function sourceState() {
  const hash = createHash('sha256');
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else {
        const { size, mtimeMs } = statSync(file);
        hash.update(`${file.slice(root.length)} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const folder of ['apps', 'packages']) visit(path.join(root, folder));
  hash.update(readFileSync(path.join(root, 'pnpm-lock.yaml')));
  return hash.digest('hex');
}
