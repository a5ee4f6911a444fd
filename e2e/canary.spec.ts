import { expect, test } from './test.ts';

/** Share of reviews' traffic that a version gets now, in percent, over the last minute. */
async function seenPercent(url: string, version: string): Promise<number> {
  const detail = await (await fetch(`${url}/api/services/default/reviews?range=60`)).json();
  const rows: { version: string; shareSeen: number | null }[] = detail.versions;
  return (rows.find((row) => row.version === version)?.shareSeen ?? 0) * 100;
}

test('shifts 10 % of reviews to v2 and sees the share follow', async ({ mesh, page }) => {
  await page.goto(`${mesh.url}/services/default/reviews`);
  await page.getByRole('button', { name: 'Steer' }).click();
  await page.getByRole('menuitem', { name: 'Shift traffic' }).click();

  await test.step('a wrong sum cannot be reviewed', async () => {
    await page.getByRole('textbox', { name: 'Weight of v1' }).fill('90');
    await expect(page.getByRole('alert')).toContainText('90');
    await expect(page.getByRole('button', { name: /Review changes/ })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('textbox', { name: 'Weight of v2' }).fill('10');
    await expect(page.getByText('adds up to 100 %')).toBeVisible();
  });

  await test.step('review shows both new objects, dry-run by the API server', async () => {
    await page.getByRole('button', { name: /Review changes/ }).click();
    await expect(page.getByRole('region', { name: 'DestinationRule reviews' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'VirtualService reviews' })).toContainText('weight: 90');
    await expect(page.getByText('Dry run accepted by the API server')).toHaveCount(2);
    await expect(mesh.kubectl(['get', 'virtualservice', 'reviews'])).rejects.toThrow(/NotFound/);
    await page.getByRole('button', { name: /Apply 2 objects/ }).click();
  });

  await test.step('the live panel shows seen against configured', async () => {
    await expect(page).toHaveURL(/\/traffic\/canary\/default\/reviews/);
    await expect(page.getByRole('heading', { name: 'Share: seen against configured' })).toBeVisible();
    await expect.poll(() => seenPercent(mesh.url, 'v2'), { timeout: 110_000, intervals: [2000] }).toBeLessThan(16.5);
    await expect
      .poll(async () => Math.abs((await seenPercent(mesh.url, 'v3')) - 1.6), { timeout: 60_000, intervals: [2000] })
      .toBeLessThan(3);
  });

  await test.step('nobody got a 503 while the subsets were new', async () => {
    const detail = await (await fetch(`${mesh.url}/api/services/default/reviews?range=300`)).json();
    expect(detail.service.signals.codes.filter((entry: { code: string }) => entry.code.startsWith('5'))).toEqual([]);
  });

  await test.step('revert is one click away from a filled-in review', async () => {
    await page
      .getByRole('link', { name: /Revert/ })
      .or(page.getByRole('button', { name: /Revert/ }))
      .first()
      .click();
    await page.getByRole('button', { name: /Apply 2 objects/ }).click();
    await expect.poll(() => mesh.kubectl(['get', 'virtualservices', '-n', 'default', '-o', 'name'])).not.toContain('reviews');
  });
});
