import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

const headerCanary = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  subsets:
    - {name: v1, labels: {version: v1}}
    - {name: v3, labels: {version: v3}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
    - name: jason-to-v3
      match: [{headers: {end-user: {exact: jason}}}]
      route: [{destination: {host: reviews, subset: v3}}]
    - name: everyone
      route: [{destination: {host: reviews, subset: v1}}]
`;

async function chooseCaller(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'From' }).fill(name);
  await page.getByRole('option', { name, exact: true }).click();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('radio', { name: 'curl or log line' }).click();
  await page.getByLabel('curl command or line of Envoy’s access log').fill(text);
  await page.getByRole('button', { name: /Read it/ }).click();
}

const verdict = (page: Page, title: string | RegExp) => page.getByRole('heading', { level: 2, name: title });

test('explains a header canary for jason and for nobody', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], headerCanary);
  await page.goto(`${mesh.url}/explain`);
  await chooseCaller(page, 'productpage-v1');
  await page.getByRole('combobox', { name: 'Request' }).fill('http://reviews:9080/reviews/0');

  await test.step('nobody gets v1, because the rule for jason did not match', async () => {
    await page.getByRole('button', { name: /^Explain/ }).click();
    await expect(verdict(page, 'Answered by reviews v1')).toBeVisible();
    await page.getByRole('button', { name: '1 rule before it does not match' }).click();
    await expect(page.getByText('Wants header end-user = jason; the request has none.')).toBeVisible();
  });

  await test.step('jason gets v3', async () => {
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('combobox', { name: 'Header 1: name' }).fill('end-user');
    await page.getByRole('combobox', { name: 'Header 1: value' }).fill('jason');
    await page.keyboard.press('Control+Enter');
    await expect(verdict(page, 'Answered by reviews v3')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Header 1: value' })).toBeFocused();
    await expect(page).toHaveURL(/h=end-user%3A\+jason/);
  });

  await test.step('the line that decided is a click away, and Back leads to the request before', async () => {
    await page.getByRole('link', { name: /VirtualService default\/reviews .*match/ }).click();
    await expect(page).toHaveURL(/\/config\/VirtualService\/default\/reviews\?.*line=\d+/);
    await page.goBack();
    await expect(verdict(page, 'Answered by reviews v3')).toBeVisible();
    await page.goBack();
    await expect(verdict(page, 'Answered by reviews v1')).toBeVisible();
  });

  await test.step('what if it were jason', async () => {
    await page.getByRole('link', { name: 'Explain: end-user is jason' }).click();
    await expect(verdict(page, 'Answered by reviews v3')).toBeVisible();
    await expect(page.getByRole('combobox', { name: 'Header 1: value' })).toHaveValue('jason');
  });
});

test('explains a denied call to the policy and rule that denied it', async ({ mesh, page }) => {
  await mesh.kubectl(
    ['apply', '-f', '-'],
    `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-ratings, namespace: default}
spec:
  selector: {matchLabels: {app: ratings}}
  action: DENY
  rules:
    - to: [{operation: {methods: [DELETE]}}]
    - from: [{source: {principals: [cluster.local/ns/default/sa/bookinfo-reviews]}}]
      to: [{operation: {paths: [/ratings/*]}}]
`,
  );
  await page.goto(`${mesh.url}/explain?from=default%2Freviews-v2&url=${encodeURIComponent('http://ratings:9080/ratings/0')}`);
  await expect(verdict(page, /^Denied by ratings: 403/)).toBeVisible();
  await expect(page.getByText('Rule 2 of AuthorizationPolicy no-ratings denies it.')).toBeVisible();
  await page.getByRole('link', { name: /AuthorizationPolicy default\/no-ratings spec\.rules\[1\]/ }).click();
  await expect(page).toHaveURL(/\/config\/AuthorizationPolicy\/default\/no-ratings/);
});

test('explains a log line, which holds no headers, with all that may be', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], headerCanary);
  const address = await mesh.kubectl(['get', 'pods', '-l', 'app=productpage', '-o', 'jsonpath={.items[0].status.podIP}']);
  await page.goto(`${mesh.url}/explain`);
  await paste(
    page,
    `[2026-01-01T00:00:00.000Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 295 12 11 "-" "python-requests/2.31" "a1b2" "reviews:9080" "10.9.9.9:9080" outbound|9080|v1|reviews.default.svc.cluster.local ${address}:41234 10.96.0.10:9080 ${address}:52722 - -`,
  );
  await expect(verdict(page, /^It depends/)).toBeVisible();
  await expect(page.getByText('The log’s address is that of productpage-v1.')).toBeVisible();
  const cases = page.getByRole('region', { name: 'What may be' });
  await expect(cases).toContainText('neither is claimed');
  await expect(cases.getByRole('radio', { name: 'If jason-to-v3 matches' })).toBeVisible();
  await expect(cases).toContainText('reviews v3');
  await expect(cases).toContainText('reviews v1');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  await cases.getByRole('radio', { name: 'If it does not match' }).check();
  await expect(page.getByRole('heading', { name: 'The path of: If it does not match' })).toBeVisible();
});

test('explains a request that hits no route', async ({ mesh, page }) => {
  await mesh.kubectl(
    ['apply', '-f', '-'],
    `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: details, namespace: default}
spec:
  hosts: [details]
  http:
    - name: books
      match: [{uri: {prefix: /details}}]
      route: [{destination: {host: details}}]
`,
  );
  await page.goto(`${mesh.url}/explain`);
  await paste(page, 'curl http://details:9080/health');
  await expect(verdict(page, 'No route: the proxy answers 404')).toBeVisible();
  await expect(page.getByText('details has rules, and none of them matches.')).toBeVisible();
  await expect(page.getByText(/Wants a path starting with \/details; the request has \/health/)).toBeVisible();
});

test('says what is wrong with a pasted text, and loses nothing', async ({ mesh, page }) => {
  await page.goto(`${mesh.url}/explain?from=default%2Fproductpage-v1&url=${encodeURIComponent('http://reviews:9080/')}`);
  await expect(verdict(page, /^Answered by reviews/)).toBeVisible();
  const box = page.getByLabel('curl command or line of Envoy’s access log');
  for (const [text, words] of [
    ['why is it slow?', 'why is no HTTP method'],
    ['curl -H "end-user: jason http://reviews:9080/', 'This quote is never closed'],
    ['curl $URL/reviews', 'Only your shell knows'],
  ] as const) {
    await paste(page, text);
    await expect(page.getByText(words)).toBeVisible();
    await expect(box).toHaveValue(text);
  }
  await expect(verdict(page, /^Answered by reviews/)).toBeVisible();
  await page.getByRole('radio', { name: 'Form' }).click();
  await expect(page.getByRole('combobox', { name: 'Request' })).toHaveValue('http://reviews:9080/');
  await page.getByRole('radio', { name: 'curl or log line' }).click();
  await expect(box).toHaveValue('curl $URL/reviews');
});

test('explains a draft beside the rules as they are, and leads there from a service and its routes', async ({ mesh, page }) => {
  await mesh.kubectl(['apply', '-f', '-'], headerCanary);
  await test.step('a route leads to a request that it takes', async () => {
    await page.goto(`${mesh.url}/services/default/reviews`);
    await page.getByRole('link', { name: 'Explain a request that jason-to-v3 takes' }).click();
    await expect(verdict(page, 'Answered by reviews v3')).toBeVisible();
  });
  await test.step('an edited object is explained as it would be', async () => {
    await page.goto(`${mesh.url}/config/VirtualService/default/reviews`);
    await page.locator('.view-line').filter({ hasText: 'exact: jason' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.insertText('exact: mary');
    await page.getByRole('button', { name: 'Explain with this draft' }).click();
    await chooseCaller(page, 'productpage-v1');
    await page.getByRole('combobox', { name: 'Request' }).fill('http://reviews:9080/reviews/0');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('combobox', { name: 'Header 1: name' }).fill('end-user');
    await page.getByRole('combobox', { name: 'Header 1: value' }).fill('jason');
    await page.keyboard.press('Control+Enter');
    const now = page.getByRole('region', { name: 'As it is now', exact: true }).first();
    const draft = page.getByRole('region', { name: 'With the draft', exact: true }).first();
    await expect(now.getByRole('heading', { name: 'Answered by reviews v3' })).toBeVisible();
    await expect(draft.getByRole('heading', { name: 'Answered by reviews v1' })).toBeVisible();
  });
});
