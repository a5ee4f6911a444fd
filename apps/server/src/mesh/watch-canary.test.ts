import { afterEach, expect, test } from 'vitest';
import { subsets } from './cluster.fixture.ts';
import { lookUntil, callsToReviews as reviews } from './mesh-views.fixture.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});
const look = lookUntil((stop) => cleanUp.push(stop));

const alike = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - name: twice
    route:
    - {destination: {host: reviews, subset: v1}, weight: 50}
    - {destination: {host: reviews, subset: first}, weight: 30}
    - {destination: {host: reviews, subset: v2}, weight: 20}
`;
const twoNames = subsets.replace('subsets: [', 'subsets: [{name: first, labels: {version: v1}}, ');

test('gives no share to destinations that lead to the same workloads, and says so', async () => {
  const views = await look(`${twoNames}---${alike}`, [...reviews('reviews-v1', 32, 'twice'), ...reviews('reviews-v2', 8, 'twice')]);
  const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
  const watch = await views.watch({ kind: 'canary', ref, ruleIndex: 0, historySeconds: 300 });
  expect(watch.contenders.map(({ label, shareSeen, attributable }) => [label, shareSeen, attributable])).toEqual([
    ['v1', null, false],
    ['first', null, false],
    ['v2', 0.2, true],
  ]);
  expect(watch.verdicts.map(({ code }) => code)).toEqual(['share-as-intended', 'destinations-alike']);
  expect(watch.charts.share?.lines.map(({ key }) => key)).toEqual(['v1 + first', 'v2']);
  const { experiments } = await views.traffic({ range: 300 });
  expect(experiments.find(({ routeName }) => routeName === 'twice')?.seen.map(({ share }) => share)).toEqual([null, null, 0.2]);
});
