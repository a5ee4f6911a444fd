// Finds a Chromium for the browser tests: PIDALIO_CHROMIUM, then Playwright's own, then the usual places.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of the browser, or undefined. */
export function findChromium() {
  const candidates = [process.env.PIDALIO_CHROMIUM, chromium.executablePath(), ...usual];
  return candidates.find((candidate) => candidate && existsSync(candidate));
}
