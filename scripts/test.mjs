// `npm test`: everything: install, types, lint, unused code, unit and integration tests, build, browser journeys.
import path from 'node:path';
import { bin, ensureInstalled, root, run } from './workspace.mjs';

ensureInstalled();
const steps = [
  ['checks', process.execPath, [path.join(root, 'scripts/check.mjs')]],
  ['unit and integration tests', bin('vitest'), ['run']],
  ['browser journeys', process.execPath, [path.join(root, 'scripts/e2e.mjs')]],
];
const started = Date.now();
const failed = [];
for (const [name, command, args] of steps) {
  console.log(`\n── ${name}`);
  if ((await run(command, args)) !== 0) failed.push(name);
}
console.log(
  `\n${failed.length === 0 ? 'Everything passed' : `Failed: ${failed.join(', ')}`} after ${Math.round((Date.now() - started) / 1000)} s.`,
);
process.exit(failed.length === 0 ? 0 : 1);
