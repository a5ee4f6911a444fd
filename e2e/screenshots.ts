import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './test.ts';

const folder = path.resolve(import.meta.dirname, '../docs/screenshots');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];

const pages: Record<string, string> = {
  topology: '/',
  'topology-edge': '/?sel=',
  services: '/services',
  service: '/services/default/reviews',
  traffic: '/traffic',
  'canary-form': '/steer/canary?namespace=default&service=reviews',
  'mirror-form': '/steer/mirror?namespace=default&service=details',
  'fault-form': '/steer/fault?namespace=default&service=productpage',
  'canary-live': '/traffic/canary/default/reviews?rule=1',
  'mirror-live': '/traffic/mirror/default/ratings?rule=0',
  'fault-live': '/traffic/fault/default/details?rule=0',
  config: '/config',
  editor: '/config/VirtualService/default/reviews',
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
        for (const [name, address] of Object.entries(pages)) {
          await page.goto(mesh.url + address);
          await page.waitForLoadState('networkidle').catch(() => undefined);
          await page
            .locator('[aria-busy="true"]')
            .first()
            .waitFor({ state: 'detached' })
            .catch(() => undefined);
          await page.screenshot({ path: path.join(folder, `${name}-${theme}-${language}-${size.width}.png`) });
        }
        await context.close();
      }
    }
  }
});
