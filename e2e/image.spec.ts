import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMesh } from './mesh.ts';
import { expect, test } from './test.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What the Dockerfile's build step does, done here: the folder that becomes the image must be whole. */
test('what the image holds starts and serves the dashboard', async ({ page }) => {
  const image = mkdtempSync(path.join(tmpdir(), 'pidalio-image-'));
  execFileSync(process.execPath, [path.join(root, 'scripts/image.mjs'), image]);
  const mesh = await startMesh(['--web-root', path.join(image, 'web')], image);
  await page.goto(`${mesh.url}/services`);
  await expect(page.getByRole('row').filter({ hasText: 'productpage' })).toContainText('/s');
  await mesh.stop();
  rmSync(image, { recursive: true, force: true });
});
