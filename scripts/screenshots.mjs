// `npm run screenshots`: takes docs/screenshots anew.
import path from 'node:path';
import { bin, ensureBuilt, ensureInstalled, fail, root, run } from './workspace.mjs';

ensureInstalled();
const { findChromium } = await import('./chromium.mjs');
const browser = findChromium();
if (!browser) fail('No Chromium found; see `npm run e2e`.');
await ensureBuilt();
process.exit(
  await run(bin('playwright', path.join(root, 'e2e')), ['test', '-c', 'e2e/screenshots.config.ts', ...process.argv.slice(2)], {
    env: { ...process.env, PIDALIO_CHROMIUM: browser },
  }),
);
