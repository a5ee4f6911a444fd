import { expect, test } from 'vitest';
import { paths, wizardTarget } from './paths.ts';

const reviews = { namespace: 'default', name: 'reviews' };

test('a wizard’s address names its service, and reads back', () => {
  const address = paths.wizard('canary', reviews);
  expect(address).toBe('/steer/canary?namespace=default&service=reviews');
  expect(wizardTarget(new URLSearchParams(address.split('?')[1]))).toEqual(reviews);
  expect(wizardTarget(new URLSearchParams())).toBeNull();
});

test('names are encoded', () => {
  expect(paths.object({ kind: 'Gateway', namespace: '', name: 'a/b' })).toBe('/config/Gateway/_/a%2Fb');
});

test('a fault is stopped by the rule that injects it', () => {
  expect(paths.stopFault({ kind: 'VirtualService', ...reviews }, 2)).toBe('/traffic/fault/stop?namespace=default&name=reviews&rule=2');
});

test('an object opens at a line, and Explain on a request like this one', () => {
  expect(paths.object({ kind: 'VirtualService', ...reviews }, 12)).toBe('/config/VirtualService/default/reviews?line=12');
  const rule = { ref: { kind: 'VirtualService', ...reviews }, index: 1 };
  expect(paths.explain({ service: reviews, rule })).toBe('/explain?like=default%2Freviews&rule=VirtualService%2Fdefault%2Freviews%2F1');
});
