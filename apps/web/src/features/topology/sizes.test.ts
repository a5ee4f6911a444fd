import { describe, expect, test } from 'vitest';
import { densityOf, dotsPerSecond, edgeWidth, nodeWidth } from './sizes.ts';

describe('edgeWidth', () => {
  test.each([
    [0, 1.25],
    [9, 2.4],
    [99, 3.55],
    [1e9, 5],
    [-3, 1.25],
  ])('%s/s is %s px wide', (rate, width) => expect(edgeWidth(rate)).toBeCloseTo(width, 2));
});

describe('dotsPerSecond', () => {
  test.each([
    [0, 0],
    [0.001, 0.5],
    [9, 2],
    [1e6, 4],
  ])('%s/s shows %s dots a second', (rate, dots) => expect(dotsPerSecond(rate)).toBeCloseTo(dots, 2));
});

test.each([
  [25, 'full'],
  [26, 'dense'],
  [80, 'dense'],
  [81, 'folded'],
] as const)('%s nodes are drawn %s', (count, density) => expect(densityOf(count)).toBe(density));

test('a node is at least 102 px wide and else as wide as its wider line', () => {
  expect(nodeWidth(10, 10, 'full')).toBe(102);
  expect(nodeWidth(100, 50, 'full')).toBe(162);
  expect(nodeWidth(50, 100, 'full')).toBe(144);
});
