// `npm run bench [-- name]`: runs the benchmarks under bench/, each of which prints its figures.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { bin, ensureInstalled, root, run } from './workspace.mjs';

ensureInstalled();
const [only] = process.argv.slice(2);
const files = readdirSync(path.join(root, 'bench')).filter((file) => file.endsWith('.ts') && (!only || file.includes(only)));
for (const file of files) {
  console.log(`\n── ${file}`);
  if ((await run(bin('tsx'), [path.join(root, 'bench', file)])) !== 0) process.exitCode = 1;
}
