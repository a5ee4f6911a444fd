import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './test.ts';

const folder = path.resolve(import.meta.dirname, '../docs/screenshots');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];

/** Address, and what stands on the page once it is whole. */
const pages: Record<string, { address: string; ready: string }> = {
  topology: { address: '/', ready: '[data-labels]' },
  'topology-edge': { address: '/?sel=EDGE', ready: '.recharts-surface' },
  services: { address: '/services', ready: 'tbody tr' },
  service: { address: '/services/default/reviews', ready: '.recharts-surface' },
  traffic: { address: '/traffic', ready: 'main button, main a' },
  'canary-form': { address: '/steer/canary?namespace=default&service=reviews', ready: 'input[type=range]' },
  'mirror-form': { address: '/steer/mirror?namespace=default&service=ratings', ready: 'input[type=range]' },
  'fault-form': { address: '/steer/fault?namespace=default&service=details', ready: '[role=switch]' },
  'canary-live': { address: '/traffic/canary/default/reviews?rule=1', ready: '.recharts-surface' },
  'mirror-live': { address: '/traffic/mirror/default/ratings?rule=0', ready: '.recharts-surface' },
  'fault-live': { address: '/traffic/fault/default/details?rule=0', ready: '.recharts-surface' },
  config: { address: '/config', ready: 'tbody tr' },
  explain: {
    address: `/explain?from=default%2Fproductpage-v1&url=${encodeURIComponent('http://reviews:9080/reviews/0')}&h=cookie%3A+session%3D8f2c`,
    ready: '[data-kind="delivered"]',
  },
  'explain-cases': {
    address: `/explain?from=default%2Fproductpage-v1&url=${encodeURIComponent('http://reviews:9080/reviews/0')}&unknown=headers`,
    ready: '[data-kind="uncertain"]',
  },
  // A line of several tokens: the text is there before its colours are.
  editor: { address: '/config/VirtualService/default/reviews', ready: '.view-line:nth-child(12) span > span:nth-child(3)' },
};

const steered = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  subsets:
    - {name: v1, labels: {version: v1}}
    - {name: v2, labels: {version: v2}}
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
    - name: canary
      route:
        - {destination: {host: reviews, subset: v1}, weight: 90}
        - {destination: {host: reviews, subset: v2}, weight: 10}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: default}
spec:
  hosts: [ratings]
  http:
    - name: main
      route: [{destination: {host: ratings}}]
      mirror: {host: details}
      mirrorPercentage: {value: 20}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: details, namespace: default}
spec:
  hosts: [details]
  http:
    - name: slow
      fault: {delay: {fixedDelay: 0.4s, percentage: {value: 10}}}
      route: [{destination: {host: details}}]
`;

test('takes every page in both themes, languages and sizes', async ({ mesh, browser }) => {
  await mkdir(folder, { recursive: true });
  await mesh.kubectl(['apply', '-f', '-'], steered);
  const probe = await browser.newPage();
  await probe.goto(mesh.url);
  await expect(probe.getByText(/reviews/).first()).toBeVisible();
  // Let the new rules fill the last minute, so that the live panels show them settled.
  await expect
    .poll(
      async () =>
        (await (await fetch(`${mesh.url}/api/services/default/reviews?range=60`)).json()).versions.find(
          (row: { version: string }) => row.version === 'v2',
        )?.shareSeen,
      { timeout: 180_000, intervals: [5000] },
    )
    .toBeLessThan(0.14);
  const graph: { edges: { id: string; source: string; target: string; kind: string }[] } = await (
    await fetch(`${mesh.url}/api/topology?range=300`)
  ).json();
  const edge =
    graph.edges.find(({ source, target, kind }) => kind === 'call' && source.includes('productpage') && target.includes('reviews'))?.id ??
    '';
  for (const theme of ['dark', 'light'] as const) {
    for (const language of ['en', 'zh'] as const) {
      for (const size of sizes) {
        const context = await browser.newContext({
          viewport: size,
          colorScheme: theme,
          locale: language === 'zh' ? 'zh-CN' : 'en-GB',
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        for (const [name, { address, ready }] of Object.entries(pages)) {
          await page.goto(mesh.url + address.replace('EDGE', encodeURIComponent(edge)));
          await expect(page.locator(ready).first()).toBeVisible();
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
          await page.evaluate(() => document.fonts.ready);
          await page.screenshot({ path: path.join(folder, `${name}-${theme}-${language}-${size.width}.png`), animations: 'disabled' });
        }
        await context.close();
      }
    }
  }
});
