import { describe, expect, test } from 'vitest';
import { crosses, pullTight, routeAround } from './avoid.ts';
import { type CurveInput, edgeCurves, lengthOf, pointAt, portOffset, toBend, toCytoscapePoint } from './edge-curves.ts';
import type { Rect } from './layout-graph.ts';

const rect = (x: number, y: number, width = 100, height = 42): Rect => ({ x, y, width, height });

function input(
  nodes: [string, Rect][],
  edges: [string, string][],
  boxes: [string, Rect][] = [],
  parents: [string, string][] = [],
): CurveInput {
  return {
    edges: edges.map(([source, target]) => ({ id: `${source}>${target}`, source, target })),
    nodes: nodes.map(([id, place]): CurveInput['nodes'][number] => [id, place, 'node']),
    boxes,
    parents,
  };
}

describe('edgeCurves', () => {
  test('leaves at the right and arrives at the left, horizontally', () => {
    const curve = edgeCurves(
      input(
        [
          ['a', rect(0, 0)],
          ['b', rect(300, 100)],
        ],
        [['a', 'b']],
      ),
    ).get('a>b');
    expect(curve).toMatchObject({ kind: 'bend', start: { x: 100, y: 21 }, end: { x: 300, y: 121 } });
  });

  test('sorts ports by the height of the other end', () => {
    const curves = edgeCurves(
      input(
        [
          ['a', rect(0, 100)],
          ['low', rect(300, 300)],
          ['high', rect(300, 0)],
        ],
        [
          ['a', 'low'],
          ['a', 'high'],
        ],
      ),
    );
    expect(curves.get('a>high')?.start.y).toBeLessThan(curves.get('a>low')?.start.y ?? 0);
  });

  test('goes round a node in between and touches none', () => {
    const wall = rect(200, 0);
    const curve = edgeCurves(
      input(
        [
          ['a', rect(0, 0)],
          ['wall', wall],
          ['b', rect(400, 0)],
        ],
        [['a', 'b']],
      ),
    ).get('a>b');
    expect(curve?.kind).toBe('way');
    const inside = curve?.points.filter((p) => p.x > wall.x && p.x < wall.x + wall.width && p.y > wall.y && p.y < wall.y + wall.height);
    expect(inside).toEqual([]);
  });

  test('goes round an app box that holds neither end', () => {
    const box = rect(150, -80, 200, 200);
    const curve = edgeCurves(
      input(
        [
          ['a', rect(0, 0)],
          ['b', rect(420, 0)],
        ],
        [['a', 'b']],
        [
          ['box', box],
          ['ns', rect(-50, -200, 700, 500)],
        ],
        [
          ['box', 'ns'],
          ['a', 'ns'],
          ['b', 'ns'],
        ],
      ),
    ).get('a>b');
    expect(curve?.kind).toBe('way');
  });

  test('ends at the border of a box that is its target', () => {
    const curve = edgeCurves(input([['a', rect(0, 80)]], [['a', 'box']], [['box', rect(300, 0, 200, 200)]])).get('a>box');
    expect(curve?.end).toEqual({ x: 300, y: 101 });
  });
});

test.each([
  [0, 1, 42, 'node', 0],
  [0, 2, 42, 'node', -5],
  [2, 3, 42, 'node', 10],
  [4, 5, 24, 'node', 6],
  [1, 3, 18, 'helm', 0],
] as const)('port %s of %s on a height of %s (%s) is off by %s', (index, count, height, shape, offset) =>
  expect(portOffset(index, count, height, shape)).toBe(offset),
);

test('toCytoscapePoint turns a point into a weight along and a distance off the line', () => {
  const start = { x: 0, y: 0 };
  const end = { x: 100, y: 0 };
  expect(toCytoscapePoint({ x: 25, y: 30 }, start, end)).toEqual({ weight: 0.25, distance: 30 });
});

test('pointAt finds the middle of a bend', () => {
  const { points } = toBend({ x: 0, y: 0 }, { x: 100, y: 60 });
  expect(pointAt(points, 0.5)).toMatchObject({ x: expect.closeTo(50, 0), y: expect.closeTo(30, 0) });
  expect(lengthOf(points)).toBeGreaterThan(Math.hypot(100, 60));
});

describe('routeAround', () => {
  const wall = rect(100, -100, 40, 200);
  test('finds a way without touching the obstacle', () => {
    const corners = routeAround({ x: 0, y: 0 }, { x: 300, y: 0 }, [wall]) ?? [];
    expect(corners.length).toBeGreaterThan(2);
    for (const [index, corner] of corners.slice(1).entries()) expect(crosses(corners[index] ?? corner, corner, wall, 0)).toBe(false);
  });

  test('pulls a free way straight', () => {
    expect(
      pullTight(
        [
          { x: 0, y: 0 },
          { x: 10, y: 30 },
          { x: 20, y: 0 },
        ],
        [],
      ),
    ).toEqual([
      { x: 0, y: 0 },
      { x: 20, y: 0 },
    ]);
  });
});
