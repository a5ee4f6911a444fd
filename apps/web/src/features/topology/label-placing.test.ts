import { describe, expect, test } from 'vitest';
import { toBend } from './edge-curves.ts';
import { type LabelWish, placeLabels } from './label-placing.ts';
import type { Point, Rect } from './layout-graph.ts';
import { overlaps } from './place-new.ts';

function wish(id: string, y: number, part: Partial<LabelWish> = {}): LabelWish {
  const points = Array.from({ length: 21 }, (_, index) => ({ x: index * 10, y }));
  return { id, width: 40, height: 18, points, rank: [0], strand: false, mayCover: 'if-needed', ...part };
}

function holds(rect: Rect, { x, y }: Point): boolean {
  return x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height;
}

describe('placeLabels', () => {
  test('puts a label on the middle of its edge', () => {
    expect(placeLabels([wish('a', 50)], [])).toEqual([{ id: 'a', x: 80, y: 41, width: 40, height: 18 }]);
  });

  test('moves along the edge away from a node', () => {
    const [label] = placeLabels([wish('a', 50)], [{ x: 90, y: 30, width: 60, height: 42 }]);
    expect(label?.x).toBeLessThan(90 - 40);
  });

  test('never lets two labels touch, however many want the same place', () => {
    const placed = placeLabels(
      Array.from({ length: 30 }, (_, index) => wish(`e${index}`, 50 + (index % 7))),
      [],
    );
    const pairs = placed.flatMap((a, index) => placed.slice(index + 1).map((b) => overlaps(a, b)));
    expect(placed.length).toBeGreaterThanOrEqual(2);
    expect(pairs).not.toContain(true);
  });

  test('gives the place to the worse edge and leaves the other out', () => {
    const narrow = [
      { x: 0, y: 0, width: 75, height: 100 },
      { x: 125, y: 0, width: 100, height: 100 },
    ];
    expect(placeLabels([wish('busy', 50, { rank: [2] }), wish('failing', 50, { rank: [0] })], narrow).map((label) => label.id)).toEqual([
      'failing',
    ]);
  });

  test('a busy label covers no other edge, an unhealthy one may', () => {
    const across = wish('across', 50, { width: 1, height: 1, rank: [9], mayCover: 'never' });
    expect(placeLabels([wish('busy', 50, { height: 24, mayCover: 'never' }), across], []).map((label) => label.id)).not.toContain('busy');
    expect(placeLabels([wish('bad', 50), across], []).map((label) => label.id)).toContain('bad');
  });

  test('keeps off a box’s border where it can', () => {
    const [label] = placeLabels([wish('a', 50)], [], [{ x: 100, y: 0, width: 300, height: 200 }]);
    expect(label && (label.x + label.width <= 100 || label.x > 100)).toBe(true);
  });

  test('puts the share of each strand on its own strand, where they have parted', () => {
    const ends = [0, 70, 140];
    const curves = ends.map((y) => toBend({ x: 0, y: 70 }, { x: 98, y }).points);
    const placed = placeLabels(
      curves.map((points, index) => wish(`s${index}`, 0, { points, strand: true, rank: [index] })),
      [],
    );
    expect(placed).toHaveLength(3);
    for (const label of placed)
      expect(curves.map((points) => points.some((point) => holds(label, point)))).toEqual(
        curves.map((_, index) => label.id === `s${index}`),
      );
  });
});
