import { expect, test } from './test.ts';

test('keeps what it knows while Prometheus and the Kubernetes API are gone, says so, and recovers by itself', async ({ mesh, page }) => {
  await page.goto(`${mesh.url}/services`);
  const row = page.getByRole('row').filter({ hasText: 'productpage' });
  await expect(row).toContainText('/s');

  await mesh.stopPlayground();
  await expect(page.getByText('Prometheus does not answer')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Kubernetes does not answer')).toBeVisible({ timeout: 60_000 });
  await expect(row).toContainText('/s');
  await page.goto(`${mesh.url}/config`);
  await expect(page.getByRole('row').filter({ hasText: 'bookinfo-gateway' })).toBeVisible();

  await mesh.startPlayground();
  await expect(page.getByText('Prometheus does not answer')).toBeHidden({ timeout: 90_000 });
  await expect(page.getByText('Kubernetes does not answer')).toBeHidden({ timeout: 90_000 });
});
