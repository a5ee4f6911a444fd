import base from './playwright.config.ts';

/** `npm run screenshots`: takes the pictures of docs/screenshots anew, of a mesh with a canary, a mirror and a fault. */
export default { ...base, testMatch: 'screenshots.ts', workers: 1, retries: 0, timeout: 600_000 };
