import { serviceNow } from './api.ts';
import { expect, test } from './test.ts';

test('mirrors reviews to v3 and sees shadow traffic apart from live', async ({ mesh, page }) => {
  // The rate of copies is one over the last minute.
  test.setTimeout(240_000);
  await page.goto(`${mesh.url}/services/default/reviews`);
  await page.getByRole('button', { name: 'Steer' }).click();
  await page.getByRole('menuitem', { name: 'Mirror traffic' }).click();
  await page.getByRole('combobox', { name: 'A version' }).click();
  await page.getByRole('option', { name: /^v3/ }).click();
  await page.getByRole('textbox', { name: 'Share of requests, %' }).fill('100');
  await page.getByRole('button', { name: /Review changes/ }).click();
  await page.getByRole('button', { name: /Apply \d objects?/ }).click();
  await expect(page).toHaveURL(/\/traffic\/mirror\/default\/reviews/);
  await expect(page.getByText('shadow').first()).toBeVisible();
  // Every request of the mesh to reviews is copied: 40 a second, besides v3's own live third.
  await expect
    .poll(async () => (await serviceNow(mesh, 'reviews')).shadowRate('v3'), { timeout: 90_000, intervals: [2000] })
    .toBeGreaterThan(25);
  // Copies are not live traffic: the shares still are a third each.
  expect(Math.abs((await serviceNow(mesh, 'reviews')).sharePercent('v3') - 33.3)).toBeLessThan(5);
});
