import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

/** Types into Monaco as a person does: at the end of the line that holds `text`. */
async function appendLineAfter(page: Page, text: string, line: string): Promise<void> {
  await page.locator('.view-line').filter({ hasText: text }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.insertText(line);
  await page.keyboard.press('Escape');
}

const rule = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: default}
spec:
  hosts: [ratings]
  http:
    - name: main
      route: [{destination: {host: ratings}}]
`;

test('marks a schema error, then saves a valid change that takes effect', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], rule);
  await page.goto(`${mesh.url}/config/VirtualService/default/ratings`);
  await expect(page.locator('.view-line').filter({ hasText: 'name: main' })).toBeVisible();

  await test.step('an unknown field is marked and cannot be reviewed', async () => {
    await appendLineAfter(page, 'name: main', '      timeuot: 2s');
    await expect(page.getByText('1 error')).toBeVisible();
    await expect(page.getByRole('complementary', { name: 'Problems' })).toContainText('timeuot');
    await expect(page.getByRole('button', { name: 'Review', exact: true })).toHaveAttribute('aria-disabled', 'true');
  });

  await test.step('what only the API server knows is said in its own words', async () => {
    await page.locator('.view-line').filter({ hasText: 'timeuot' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.insertText('timeout: 1us');
    await expect(page.getByText('1 error')).toBeHidden();
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(page.getByText('must be a valid duration greater than 1ms').first()).toBeVisible();
    await expect(page.getByRole('button', { name: /Apply 1 object/ })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await expect(page.getByRole('complementary', { name: 'Problems' })).toContainText('spec.http[0].timeout');
  });

  await test.step('a valid change is saved and takes effect', async () => {
    await page.locator('.view-line').filter({ hasText: 'timeout' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.insertText('fault: {abort: {httpStatus: 503, percentage: {value: 100}}}');
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('button', { name: /Apply 1 object/ }).click();
    await expect(page.getByText('Fault active')).toBeVisible();
    await expect
      .poll(
        async () =>
          (await (await fetch(`${mesh.url}/api/services/default/ratings?range=60`)).json()).service.signals.codes.some(
            (entry: { flag: string }) => entry.flag === 'FI',
          ),
        { timeout: 60_000 },
      )
      .toBe(true);
  });
});

test('two browsers edit one object: nobody’s work is overwritten', async ({ mesh, page, browser }) => {
  await mesh.kubectl(['apply', '-f', '-'], rule);
  await page.goto(`${mesh.url}/config/VirtualService/default/ratings`);
  await expect(page.locator('.view-line').filter({ hasText: 'name: main' })).toBeVisible();
  await appendLineAfter(page, 'name: main', '      timeout: 4s');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByRole('button', { name: /Apply 1 object/ })).not.toHaveAttribute('aria-disabled', 'true');

  await test.step('the other one is quicker', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(`${mesh.url}/config/VirtualService/default/ratings`);
    await appendLineAfter(other, 'name: main', '      retries: {attempts: 1}');
    await other.getByRole('button', { name: 'Review', exact: true }).click();
    await other.getByRole('button', { name: /Apply 1 object/ }).click();
    await expect.poll(() => mesh.kubectl(['get', 'virtualservice', 'ratings', '-o', 'yaml'])).toContain('attempts: 1');
    await context.close();
  });
  await page.getByRole('button', { name: /Apply 1 object/ }).click();
  await expect(page.getByRole('heading', { name: /Somebody else changed VirtualService ratings/ })).toBeVisible();
  await expect(page.getByRole('region', { name: /Theirs/ })).toContainText('attempts: 1');
  await expect(page.getByRole('region', { name: 'Yours' })).toContainText('timeout: 4s');
  const stored = JSON.parse(await mesh.kubectl(['get', 'virtualservice', 'ratings', '-o', 'json']));
  expect(stored.spec.http[0]).toMatchObject({ retries: { attempts: 1 } });
  expect(stored.spec.http[0].timeout).toBeUndefined();
});

const simple = (name: string) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${name}
  namespace: default
spec:
  host: details
`;

/** Puts a text into the editor as a draft of this tab, as if it had been typed before a reload. */
async function openWithDraft(page: Page, url: string, key: string, text: string): Promise<void> {
  const { origin } = new URL(url);
  // Storage belongs to the origin: one of its pages must be open.
  if (!page.url().startsWith(origin)) await page.goto(`${origin}/config`);
  await page.evaluate(([name, draft]) => sessionStorage.setItem(name, draft), [
    `pidalio.draft.${key}`,
    JSON.stringify({ text, base: 'before', seen: null }),
  ] as const);
  await page.goto(url);
}

test('creates an object, refuses its name a second time, deletes it', async ({ mesh, page }) => {
  const review = page.getByRole('button', { name: 'Review', exact: true });
  await test.step('what is created is opened as it is stored', async () => {
    await openWithDraft(page, `${mesh.url}/config/new/DestinationRule`, 'new/DestinationRule', simple('made'));
    await expect(review).not.toHaveAttribute('aria-disabled', 'true');
    await page.locator('.view-line').first().click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('The name is free')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(/config\/DestinationRule\/default\/made/);
    await expect(page.locator('.view-line').filter({ hasText: 'host: details' })).toBeVisible();
    expect(await mesh.kubectl(['get', 'destinationrule', 'made', '-o', 'name'])).toContain('made');
  });

  await test.step('a taken name is said', async () => {
    await openWithDraft(page, `${mesh.url}/config/new/DestinationRule`, 'new/DestinationRule', simple('made'));
    await review.click();
    await expect(page.getByRole('heading', { name: 'DestinationRule made exists already' })).toBeVisible();
    await expect(page.getByRole('button', { name: /Apply 1 object/ })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('link', { name: 'Open it' }).click();
    await expect(page).toHaveURL(/config\/DestinationRule\/default\/made/);
  });

  await test.step('deleting it leads back to the list', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { name: 'Deletes DestinationRule made' })).toBeVisible();
    await page.getByRole('button', { name: /Apply 1 object/ }).click();
    await expect(page).toHaveURL(/\/config(\?|$)/);
    await expect(page.getByRole('table').getByText('made', { exact: true })).toHaveCount(0);
  });
});

test('says what a text is not, and corrects a mistyped name', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], simple('kept'));
  const url = `${mesh.url}/config/DestinationRule/default/kept`;
  const problems = page.getByRole('complementary', { name: 'Problems' });
  for (const [text, words] of [
    [simple('other'), 'metadata.name must stay kept'],
    [`${simple('kept')}---\n${simple('other')}`, 'The text holds 2 objects'],
    ['', 'The text is empty'],
    [
      simple('kept').replace('host: details', 'host: details\n  trafficPolicy: {connectionPool: {tcp: {connectTimeout: 5 seconds}}}'),
      'must be a duration',
    ],
  ] as const) {
    await test.step(words, async () => {
      await openWithDraft(page, url, 'DestinationRule/default/kept', text);
      await expect(problems).toContainText(words);
      await expect(page.getByRole('button', { name: 'Review', exact: true })).toHaveAttribute('aria-disabled', 'true');
    });
  }
  await openWithDraft(page, url, 'DestinationRule/default/kept', simple('kept').replace('host:', 'hots:'));
  await page.getByRole('button', { name: 'Change to host' }).click();
  await expect(page.locator('.view-line').filter({ hasText: 'host: details' })).toBeVisible();
  await expect(problems).toContainText('valid against the cluster’s schema');
  await page.reload();
  await expect(problems).toContainText('valid against the cluster’s schema');
  await expect(page.getByText('edited', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('edited', { exact: true })).toBeHidden();
});

test('tells the two kinds named Gateway apart, and opens what lives in no namespace', async ({ mesh, page }) => {
  const objects = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: istio}
spec: {controllerName: istio.io/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: bookinfo-gateway, namespace: default}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP}]
`;
  await mesh.kubectl(['apply', '-f', '-'], objects);
  await page.goto(`${mesh.url}/config?filter=bookinfo-gateway`);
  const rows = page.getByRole('row').filter({ hasText: 'bookinfo-gateway' });
  await expect(rows).toHaveCount(2);
  const seen = new Set<string>();
  for (const index of [0, 1]) {
    await rows.nth(index).click();
    const line = page.locator('.view-line').filter({ hasText: 'apiVersion' });
    await expect(line).toBeVisible();
    seen.add(((await line.textContent()) ?? '').replace(/\s/g, ' '));
    await page.goto(`${mesh.url}/config?filter=bookinfo-gateway`);
  }
  expect([...seen].sort()).toEqual(['apiVersion: gateway.networking.k8s.io/v1', 'apiVersion: networking.istio.io/v1']);
  await page.goto(`${mesh.url}/config?filter=GatewayClass`);
  await page.getByRole('row').filter({ hasText: 'GatewayClass' }).first().click();
  await expect(page.locator('.view-line').filter({ hasText: 'controllerName' })).toBeVisible();
});
