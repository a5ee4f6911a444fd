import { serviceNow } from './api.ts';
import { expect, test } from './test.ts';

test('shifts 10 % of reviews to v2, sees the share follow, and takes it back', async ({ mesh, page }) => {
  await page.goto(`${mesh.url}/services/default/reviews`);
  await page.getByRole('button', { name: 'Steer' }).click();
  await page.getByRole('menuitem', { name: 'Shift traffic' }).click();

  await test.step('a wrong sum is said at the field and cannot be reviewed', async () => {
    await page.getByRole('textbox', { name: 'Weight of v1' }).fill('90');
    await expect(page.getByRole('alert')).toContainText('90');
    await expect(page.getByRole('button', { name: /Review changes/ })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('textbox', { name: 'Weight of v2' }).fill('10');
    await expect(page.getByText('adds up to 100 %')).toBeVisible();
  });

  await test.step('review shows both new objects, tried by the API server, and nothing is written yet', async () => {
    await page.getByRole('button', { name: /Review changes/ }).click();
    await expect(page.getByRole('region', { name: 'DestinationRule reviews' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'VirtualService reviews' })).toContainText('weight: 90');
    await expect(page.getByText('Dry run accepted by the API server')).toHaveCount(2);
    await expect(mesh.kubectl(['get', 'virtualservice', 'reviews'])).rejects.toThrow(/NotFound/);
    await page.getByRole('button', { name: /Apply 2 objects/ }).click();
  });

  await test.step('the live panel shows seen against configured, and the share comes within 3 points', async () => {
    await expect(page).toHaveURL(/\/traffic\/canary\/default\/reviews/);
    await expect(page.getByRole('heading', { name: 'Share: seen against configured' })).toBeVisible();
    await expect
      .poll(
        async () =>
          Math.abs(
            ((await serviceNow(mesh, 'reviews')).route('canary')?.destinations.find(({ label }) => label === 'v2')?.shareSeen ?? 1) * 100 -
              10,
          ),
        {
          timeout: 90_000,
          intervals: [2000],
        },
      )
      .toBeLessThan(3);
  });

  await test.step('nobody met a 503 while the subsets were new', async () => {
    expect((await serviceNow(mesh, 'reviews')).codes.filter(({ code }) => code.startsWith('5'))).toEqual([]);
  });

  await test.step('revert is one click away from a filled-in review, after a reload too', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'Revert' }).first().click();
    await page.getByRole('button', { name: /Apply 2 objects/ }).click();
    await expect.poll(() => mesh.kubectl(['get', 'virtualservices', '-n', 'default', '-o', 'name'])).not.toContain('reviews');
    // The subsets go last, after a pause for the proxies to let go of them.
    await expect.poll(() => mesh.kubectl(['get', 'destinationrules', '-n', 'default', '-o', 'name'])).toBe('');
  });
});

test('sends the signed-in user jason to v3 by header, in front of a hand-written rule that loses nothing', async ({ mesh, page }) => {
  const handWritten = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews-by-hand, namespace: default, annotations: {team: books}}
spec:
  hosts: [reviews]
  http:
    - name: all
      timeout: 7s
      headers: {response: {add: {x-by: hand}}}
      route: [{destination: {host: reviews, subset: v1}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec:
  host: reviews
  trafficPolicy: {loadBalancer: {simple: RANDOM}}
  subsets: [{name: v1, labels: {version: v1}}]
`;
  await mesh.kubectl(['apply', '-f', '-'], handWritten);
  await page.goto(`${mesh.url}/steer/canary?namespace=default&service=reviews`);
  await expect(page.getByText('VirtualService reviews-by-hand in default, which governs this traffic')).toBeVisible();
  await page.getByRole('button', { name: 'Rule', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('end-user');
  await page.getByRole('textbox', { name: 'Value' }).fill('jason');
  await page.getByRole('combobox', { name: 'Goes to' }).click();
  await page.getByRole('option', { name: /^v3/ }).click();
  await page.getByRole('button', { name: /Review changes/ }).click();
  await page.getByRole('button', { name: /Apply 2 objects/ }).click();
  await expect(page).toHaveURL(/\/traffic\/canary\/default\/reviews-by-hand/);

  const written = JSON.parse(await mesh.kubectl(['get', 'virtualservice', 'reviews-by-hand', '-o', 'json']));
  expect(written.spec.http[0].match).toEqual([{ headers: { 'end-user': { exact: 'jason' } } }]);
  expect(written.spec.http[1]).toEqual({
    name: 'all',
    timeout: '7s',
    headers: { response: { add: { 'x-by': 'hand' } } },
    route: [{ destination: { host: 'reviews', subset: 'v1' } }],
  });
  expect(written.metadata.annotations.team).toBe('books');
  const destinations = JSON.parse(await mesh.kubectl(['get', 'destinationrule', 'reviews', '-o', 'json']));
  expect(destinations.spec.trafficPolicy).toEqual({ loadBalancer: { simple: 'RANDOM' } });
  // 5 % of the pages are jason's: about 2/s reach v3.
  await expect
    .poll(
      async () =>
        (await serviceNow(mesh, 'reviews')).route(written.spec.http[0].name)?.destinations.find(({ label }) => label === 'v3')?.shareSeen,
      { timeout: 60_000, intervals: [2000] },
    )
    .toBe(1);
});

test('edits the rule that governs, even if an older one of another namespace does', async ({ mesh, page }) => {
  const owner = `apiVersion: v1
kind: Namespace
metadata: {name: platform}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: central, namespace: platform}
spec:
  hosts: [ratings.default.svc.cluster.local]
  http:
    - name: central
      route: [{destination: {host: ratings.default.svc.cluster.local}}]
`;
  await mesh.kubectl(['apply', '-f', '-'], owner);
  await page.goto(`${mesh.url}/steer/fault?namespace=default&service=ratings`);
  await expect(page.getByText('VirtualService central in platform, which governs this traffic')).toBeVisible();

  await test.step('a new rule that would not govern cannot be applied', async () => {
    await page.goto(`${mesh.url}/config/new/VirtualService`);
    const young = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'young', namespace: 'default' },
      spec: { hosts: ['ratings'], http: [{ route: [{ destination: { host: 'ratings' } }] }] },
    };
    const response = await page.request.post(`${mesh.url}/api/changes/plan`, {
      headers: { 'x-pidalio': '1', origin: mesh.url },
      data: { operations: [{ action: 'create', object: young }], reason: '' },
    });
    const plan = await response.json();
    expect(plan.canApply).toBe(false);
    expect(plan.findings.some((finding: { severity: string }) => finding.severity === 'block')).toBe(true);
  });
});
