import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './test.ts';

test('browses the topology: an edge, a service, the table, both languages', async ({ mesh, page }) => {
  await page.goto(mesh.url);
  const graph = page.getByRole('group', { name: /Graph of the traffic/ });
  await expect(graph.getByRole('button', { name: /productpage/ }).first()).toBeAttached();

  await test.step('an edge opens with its signals', async () => {
    await graph.getByRole('button', { name: /productpage.*details/ }).press('Enter');
    await expect(page).toHaveURL(/sel=/);
    await expect(page.getByText('Latency P99').first()).toBeVisible();
    await expect(page.getByText(/4\d\.\d\/s|3\d\.\d\/s/).first()).toBeVisible();
  });

  await test.step('a reload shows the same selection', async () => {
    await page.reload();
    await expect(page.getByText('Latency P99').first()).toBeVisible();
  });

  await test.step('a node leads to its service', async () => {
    await graph
      .getByRole('button', { name: /^ratings/ })
      .first()
      .press('Enter');
    await page.getByRole('link', { name: 'Open service' }).click();
    await expect(page).toHaveURL(/\/services\/default\/ratings/);
    await expect(page.getByRole('heading', { name: 'Versions' })).toBeVisible();
    await page.goBack();
  });

  await test.step('the table says the same', async () => {
    await page.getByRole('radio', { name: 'Table' }).click();
    await expect(
      page
        .getByRole('table', { name: /Traffic of the mesh/ })
        .getByRole('row')
        .filter({ hasText: 'productpage' })
        .first(),
    ).toBeVisible();
  });

  await test.step('and in Chinese', async () => {
    await page.getByRole('button', { name: '中文' }).click();
    await expect(page.getByRole('link', { name: '服务', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', /zh/);
  });
});

for (const theme of ['dark', 'light'] as const) {
  test(`has no accessibility violations (${theme})`, async ({ mesh, browser }) => {
    const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    for (const address of [
      '/',
      '/services',
      '/services/default/reviews',
      '/traffic',
      '/config',
      '/steer/canary?namespace=default&service=reviews',
    ]) {
      await page.goto(mesh.url + address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
    }
    await context.close();
  });
}
