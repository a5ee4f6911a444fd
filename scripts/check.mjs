// `npm run check`: types, lint and format (with import zones and cycles), unused code.
import path from 'node:path';
import { bin, ensureInstalled, packageFolders, root, run } from './workspace.mjs';

ensureInstalled();
const failed = [];

async function step(name, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) failed.push(name);
}

for (const folder of [...packageFolders(), path.join(root, 'scripts')])
  await step(`types of ${path.relative(root, folder)}`, bin('tsc'), ['--noEmit', '-p', folder]);
await step('lint and format', bin('biome'), ['ci', '.']);
await step('unused code', bin('knip'), ['--no-progress']);

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log('Types, lint, format and unused code: all good.');
