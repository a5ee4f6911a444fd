import { afterEach, expect, test } from 'vitest';
import { subsets } from './cluster.fixture.ts';
import { lookUntil, callsToReviews as reviews } from './mesh-views.fixture.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});
const look = lookUntil((stop) => cleanUp.push(stop));

const delegated = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root}
spec:
  hosts: [reviews]
  http:
  - name: api
    match: [{uri: {prefix: /reviews}}]
    delegate: {name: child}
  - name: rest
    route: [{destination: {host: reviews, subset: v1}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: child}
spec:
  http:
  - name: old
    match: [{uri: {prefix: /reviews/old}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - name: main
    route: [{destination: {host: reviews, subset: v3}}]
`;
const name = { namespace: 'default', name: 'reviews' };

test('names the delegate whose rules decide, and counts what takes each by its place there', async () => {
  const views = await look(`${subsets}---${delegated}`, [...reviews('reviews-v3', 38, 'api-main'), ...reviews('reviews-v1', 2, 'rest')]);
  const steering = await views.steering(name, 300);
  expect(steering?.vantages.map(({ governing, delegates }) => [governing?.name, delegates.map((ref) => ref.name)])).toEqual([
    ['root', ['child']],
  ]);
  expect(steering?.objects.map(({ metadata }) => metadata.name)).toEqual(['root', 'child', 'reviews']);
  expect(steering?.routes.map(({ ref, ruleIndex, requestsPerSecond }) => [ref.name, ruleIndex, Math.round(requestsPerSecond)])).toEqual([
    ['child', 0, 0],
    ['child', 1, 38],
    ['root', 1, 2],
  ]);
  expect(steering?.routes[1]?.shares.find(({ workload }) => workload === 'reviews-v3')?.share).toBe(1);
});

test('tells no rate of rules that share having no name', async () => {
  const unnamed = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: reviews, subset: v1}}]
  - route: [{destination: {host: reviews, subset: v1}}]
`;
  const views = await look(`${subsets}---${unnamed}`, [...reviews('reviews-v1', 40, '')]);
  expect((await views.steering(name, 300))?.routes.map(({ attributable }) => attributable)).toEqual([false, false]);
});
