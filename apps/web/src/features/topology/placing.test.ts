import { describe, expect, test } from 'vitest';
import { toDrawModel } from './draw-model.ts';
import { fitView } from './fit-view.ts';
import type { Layout, Rect } from './layout-graph.ts';
import { bestRows } from './pack-boxes.ts';
import { placeNew } from './place-new.ts';
import { loneOutsiders, placeOutside } from './place-outside.ts';
import { testBox, testEdge, testNode, testTopology, testWords } from './test-topology.ts';

const rect = (x: number, y: number, width = 120, height = 42): Rect => ({ x, y, width, height });
const model = (...args: Parameters<typeof testTopology>) => toDrawModel(testTopology(...args), testWords);
const layout = (nodes: [string, Rect][], boxes: [string, Rect][]): Layout => ({ nodes: new Map(nodes), boxes: new Map(boxes) });

describe('placeNew', () => {
  const before = layout([['a', rect(14, 38)]], [['ns:default', rect(0, 0, 500, 200)]]);

  test('moves nothing that was there', () => {
    const after = placeNew(before, model([testNode('a'), testNode('b')], [testEdge('a', 'b')]));
    expect(after?.nodes.get('a')).toMatchObject({ x: 14, y: 38 });
  });

  test('puts a new node right of its caller', () => {
    const place = placeNew(before, model([testNode('a'), testNode('b')], [testEdge('a', 'b')]))?.nodes.get('b');
    expect(place).toMatchObject({ x: 214, y: 38 });
  });

  test('grows the box for it', () => {
    const small = layout([['a', rect(14, 38)]], [['ns:default', rect(0, 0, 148, 94)]]);
    const after = placeNew(small, model([testNode('a'), testNode('b')], [testEdge('a', 'b')]));
    const box = after?.boxes.get('ns:default');
    const place = after?.nodes.get('b');
    expect(box && place && box.y + box.height >= place.y + place.height + 14).toBe(true);
  });

  test('gives a helm the place its box keeps free', () => {
    const slot = rect(28, 90, 18, 18);
    const boxes = [testBox('ns:default'), testBox('box:r', { kind: 'app' })];
    const kept = layout(
      [['slot:box:r', slot]],
      [
        ['ns:default', rect(0, 0, 500, 300)],
        ['box:r', rect(14, 38, 300, 200)],
      ],
    );
    expect(placeNew(kept, model([testNode('helm', { kind: 'helm', box: 'box:r' })], [], boxes))?.nodes.get('helm')).toEqual(slot);
  });

  test('gives up when a box is new or a node has changed its box', () => {
    expect(placeNew(before, model([testNode('a')], [], [testBox('ns:default'), testBox('ns:new', { namespace: 'new' })]))).toBeNull();
    const moved = layout([['a', rect(900, 900)]], [['ns:default', rect(0, 0, 500, 200)]]);
    expect(placeNew(moved, model([testNode('a')], []))).toBeNull();
  });
});

describe('outsiders', () => {
  const hole = testNode('hole', { kind: 'blackhole', namespace: '' });
  const two = model(
    [testNode('a'), testNode('b', { namespace: 'other' }), hole],
    [testEdge('a', 'hole'), testEdge('b', 'hole')],
    [testBox('ns:default'), testBox('ns:other', { namespace: 'other' })],
  );
  const one = model([testNode('a'), hole], [testEdge('a', 'hole')]);

  test('are lone when one namespace alone calls them', () => {
    expect([...loneOutsiders(one).keys()]).toEqual(['hole']);
    expect([...loneOutsiders(two).keys()]).toEqual([]);
  });

  test('stand above the right end of their callers’ box', () => {
    const placed = layout([['a', rect(14, 38)]], [['ns:default', rect(0, 0, 600, 200)]]);
    placeOutside(placed, one);
    const place = placed.nodes.get('hole');
    expect(place && place.x + place.width).toBe(600);
    expect(place && place.y + place.height).toBeLessThan(0);
  });
});

test('bestRows breaks a strip into rows', () => {
  const rows = bestRows(Array.from({ length: 6 }, () => rect(0, 0, 400, 200)));
  expect(rows.height).toBeGreaterThan(400);
  expect(rows.width).toBeLessThan(6 * 400);
});

describe('fitView', () => {
  const canvas = { width: 1000, height: 700 };
  test('shows a small graph hardly larger than life', () => expect(fitView([rect(0, 0)], canvas, null)?.zoom).toBe(1.1));
  test('shrinks a large one into view', () => expect(fitView([rect(0, 0, 2000, 400)], canvas, null)?.zoom).toBeLessThan(0.5));
  test('keeps clear of the card in the corner', () => {
    const view = fitView([rect(0, 0, 900, 600)], canvas, { width: 380, height: 120 });
    expect(view?.y).toBeGreaterThanOrEqual(120);
  });
  test('is null without anything to show', () => expect(fitView([], canvas, null)).toBeNull());
});
