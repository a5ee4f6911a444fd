import { describe, expect, test } from 'vitest';
import { spreadLabels, timeTicks, yScale } from './chart-scale.ts';

describe('yScale', () => {
  test.each([
    [0, 1],
    [0.002, 0.003],
    [41.9, 50],
    [47.9, 50],
    [73, 80],
    [96.5, 120],
    [1.9, 2],
  ])('puts %s under a round %s', (largest, max) => expect(yScale(largest).max).toBe(max));

  test.each([
    [0, 0.01, 0.01],
    [0.004, 0.01, 0.01],
    [0.0098, 0.01, 0.012],
  ])('puts %s under at least %s', (largest, atLeast, max) => expect(yScale(largest, { atLeast }).max).toBe(max));

  test('has a tick at zero, at half and at the top', () => expect(yScale(47).ticks).toEqual([0, 25, 50]));
});

describe('spreadLabels', () => {
  const ys = (labels: { y: number }[]) => labels.map((label) => label.y);
  test('leaves labels alone that stand apart', () => expect(ys(spreadLabels([{ y: 40 }, { y: 10 }], 13, 100))).toEqual([10, 40]));
  test('moves close ones apart', () => expect(ys(spreadLabels([{ y: 10 }, { y: 12 }], 13, 100))).toEqual([10, 23]));
  test('moves upwards at the foot', () => expect(ys(spreadLabels([{ y: 99 }, { y: 98 }, { y: 97 }], 13, 100))).toEqual([74, 87, 100]));
});

test('short charts name only start and end', () => expect(timeTicks(0, 900, 200)).toEqual([0, 900]));
test('wide ones name two times between', () => expect(timeTicks(0, 900, 500)).toEqual([0, 300, 600, 900]));
