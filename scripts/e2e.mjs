// `npm run e2e -- …`: the browser journeys; arguments go to Playwright.
import path from 'node:path';
import { bin, ensureBuilt, ensureInstalled, fail, root, run } from './workspace.mjs';

ensureInstalled();
const { findChromium } = await import('./chromium.mjs');
const browser = findChromium();
if (!browser)
  fail(
    'No Chromium found for the browser tests: install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) or set PIDALIO_CHROMIUM.',
  );
await ensureBuilt();
process.exit(
  await run(bin('playwright', path.join(root, 'e2e')), ['test', '-c', 'e2e/playwright.config.ts', ...process.argv.slice(2)], {
    env: { ...process.env, PIDALIO_CHROMIUM: browser },
  }),
);
