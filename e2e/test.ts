import { test as base } from '@playwright/test';
import { type RunningMesh, startMesh } from './mesh.ts';

/** Each test gets a mesh of its own: no journey sees what another one changed. */
export const test = base.extend<{ mesh: RunningMesh }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed off this pattern.
  mesh: async ({}, use) => {
    const mesh = await startMesh();
    await use(mesh);
    await mesh.stop();
  },
});
export { expect } from '@playwright/test';
