import { expect, test } from 'vitest';
import { agreedShares, configuredShares } from './configured-shares.ts';

const to = (weight: number, ...workloads: string[]) => ({ weight, workloads });

test.each([
  { name: 'weights', targets: [to(90, 'a'), to(10, 'b')], is: { a: 0.9, b: 0.1 } },
  { name: 'weights that do not add up to 100', targets: [to(1, 'a'), to(3, 'b')], is: { a: 0.25, b: 0.75 } },
  { name: 'one destination takes all whatever its weight', targets: [to(0, 'a')], is: { a: 1 } },
  {
    name: 'two workloads in one subset: nothing is said about each',
    targets: [to(50, 'a', 'b'), to(50, 'c')],
    is: { a: null, b: null, c: 0.5 },
  },
  { name: 'weight 0 sends nothing', targets: [to(100, 'a'), to(0, 'b')], is: { a: 1 } },
  { name: 'a subset without workloads', targets: [to(50, 'a'), to(50)], is: { a: 0.5 } },
])('$name', ({ targets, is }) => {
  expect(Object.fromEntries(configuredShares(targets))).toEqual(is);
});

test('rules that differ agree on no share', () => {
  expect(agreedShares([[to(1, 'c')], [to(90, 'a'), to(10, 'b')]])).toBeNull();
  expect(agreedShares([[to(1, 'c')], [to(100, 'c')]])).toEqual(new Map([['c', 1]]));
});
