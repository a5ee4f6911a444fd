import type { Page } from '@playwright/test';
import { serviceNow } from './api.ts';
import type { RunningMesh } from './mesh.ts';
import { expect, test } from './test.ts';

async function injectDelay(mesh: RunningMesh, page: Page, service: string, uri: string, operator: RegExp): Promise<void> {
  await page.goto(`${mesh.url}/steer/fault?namespace=default&service=${service}`);
  await page.getByRole('radio', { name: 'Some requests' }).click();
  await page.getByRole('combobox', { name: 'What is matched' }).click();
  await page.getByRole('option', { name: 'Path' }).click();
  await page.getByRole('combobox', { name: 'How' }).click();
  await page.getByRole('option', { name: operator }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(uri);
  const delay = page.getByRole('region', { name: 'Delay' });
  if (!(await page.getByRole('switch', { name: 'Delay' }).isChecked()))
    await page.getByText('Delay', { exact: true }).locator('..').getByRole('switch').click({ force: true });
  await delay.getByRole('textbox', { name: 'Share of requests, %' }).fill('100');
  await delay.getByRole('textbox', { name: 'Wait' }).fill('soon');
  await expect(delay.getByText(/soon|duration|2s/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Review changes/ })).toHaveAttribute('aria-disabled', 'true');
  await delay.getByRole('textbox', { name: 'Wait' }).fill('2s');
  await page.getByRole('button', { name: /Review changes/ }).click();
  await page.getByRole('button', { name: /Apply \d objects?/ }).click();
  await expect(page).toHaveURL(/\/traffic\/fault\//);
}

async function stopFromBanner(page: Page): Promise<void> {
  await page.goto(new URL('/services', page.url()).href);
  await page.getByRole('link', { name: 'Stop fault' }).click();
  await page.getByRole('button', { name: /Apply \d objects?/ }).click();
  await expect(page.getByText('Fault active')).toBeHidden();
}

const p99 = (mesh: RunningMesh, service: string) => async () => (await serviceNow(mesh, service)).p99Ms;

test('delays /productpage at the ingress by 2 s, and stops it from the banner', async ({ mesh, page }) => {
  // P99 follows a minute after each of the two changes.
  test.setTimeout(240_000);
  await injectDelay(mesh, page, 'productpage', '/productpage', /^is$/);
  const rules = JSON.parse(await mesh.kubectl(['get', 'virtualservice', 'bookinfo', '-o', 'json'])).spec.http;
  expect(rules[0].match).toEqual([{ uri: { exact: '/productpage' } }]);
  expect(rules[0].fault.delay).toEqual({ fixedDelay: '2s', percentage: { value: 100 } });
  expect(rules[1].match).toHaveLength(5);
  await expect.poll(p99(mesh, 'productpage'), { timeout: 60_000, intervals: [2000] }).toBeGreaterThan(1000);
  await stopFromBanner(page);
  expect(JSON.parse(await mesh.kubectl(['get', 'virtualservice', 'bookinfo', '-o', 'json'])).spec.http).toEqual(rules.slice(1));
  await expect.poll(p99(mesh, 'productpage'), { timeout: 100_000, intervals: [2000] }).toBeLessThan(1000);
});

test('delays /reviews inside the mesh by 2 s, and stops it from the banner', async ({ mesh, page }) => {
  await injectDelay(mesh, page, 'reviews', '/reviews', /begins with/);
  await expect.poll(p99(mesh, 'reviews'), { timeout: 60_000, intervals: [2000] }).toBeGreaterThan(1000);
  await stopFromBanner(page);
});
