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

const canaryAndFault = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: default }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
    - { name: v3, labels: { version: v3 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: default }
spec:
  hosts: [reviews]
  http:
    - name: canary
      route:
        - { destination: { host: reviews, subset: v1 }, weight: 90 }
        - { destination: { host: reviews, subset: v2 }, weight: 10 }
      mirror: { host: reviews, subset: v3 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings, namespace: default }
spec:
  hosts: [ratings]
  http:
    - name: broken
      fault: { abort: { percentage: { value: 20 }, httpStatus: 503 } }
      route: [{ destination: { host: ratings } }]
`;

interface Placed {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

test('labels touch neither each other nor a node while a canary, a mirror and a fault run', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], canaryAndFault);
  await page.goto(`${mesh.url}/?range=60`);
  const stage = page.locator('[data-labels]');
  const labels = async () => readLabels(await stage.getAttribute('data-labels'));
  await expect.poll(async () => (await labels()).filter(({ id }) => id.endsWith(':strand')).length).toBeGreaterThanOrEqual(2);
  await expect(page.getByRole('region', { name: /needs? a look/ })).toBeVisible();
  const nodes = await page.locator('[data-element]').evaluateAll((buttons) =>
    buttons.map(
      (button): Placed =>
        button instanceof HTMLElement
          ? {
              id: button.dataset.element ?? '',
              x: button.offsetLeft,
              y: button.offsetTop,
              width: button.offsetWidth,
              height: button.offsetHeight,
            }
          : { id: '', x: 0, y: 0, width: 0, height: 0 },
    ),
  );
  const placed = await labels();
  const others = [...placed, ...nodes.filter(({ id }) => !id.includes('>'))];
  const touching = placed.flatMap((a) => others.filter((b) => a.id !== b.id && overlap(a, b)).map((b) => `${a.id} on ${b.id}`));
  expect(touching).toEqual([]);
});

function readLabels(text: string | null): Placed[] {
  const parsed: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(parsed) ? parsed : [];
}

function overlap(a: Placed, b: Placed): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

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
      '/explain?from=default%2Fproductpage-v1&url=http%3A%2F%2Freviews%3A9080%2F',
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
