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

test('two people edit one object: nobody’s work is overwritten', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], rule);
  await page.goto(`${mesh.url}/config/VirtualService/default/ratings`);
  await expect(page.locator('.view-line').filter({ hasText: 'name: main' })).toBeVisible();
  await appendLineAfter(page, 'name: main', '      timeout: 4s');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByRole('button', { name: /Apply 1 object/ })).not.toHaveAttribute('aria-disabled', 'true');

  // The other one is quicker.
  await mesh.kubectl([
    'patch',
    'virtualservice',
    'ratings',
    '--type',
    'json',
    '-p',
    '[{"op":"add","path":"/spec/http/0/retries","value":{"attempts":1}}]',
  ]);
  await page.getByRole('button', { name: /Apply 1 object/ }).click();
  await expect(page.getByRole('heading', { name: /Somebody else changed VirtualService ratings/ })).toBeVisible();
  await expect(page.getByRole('region', { name: /Theirs/ })).toContainText('attempts: 1');
  await expect(page.getByRole('region', { name: 'Yours' })).toContainText('timeout: 4s');
  const stored = JSON.parse(await mesh.kubectl(['get', 'virtualservice', 'ratings', '-o', 'json']));
  expect(stored.spec.http[0]).toMatchObject({ retries: { attempts: 1 } });
  expect(stored.spec.http[0].timeout).toBeUndefined();
});
