import { describe, expect, test } from 'vitest';
import { toDrawModel } from './draw-model.ts';
import { type ElkNode, fromElkGraph, liftEdge, parentsOf, toElkGraph } from './layout-graph.ts';
import { reviewsTopology, testBox, testEdge, testNode, testTopology, testWords } from './test-topology.ts';

const model = toDrawModel(reviewsTopology(), testWords);
const ids = (node: ElkNode | undefined) => (node?.children ?? []).map((child) => child.id);

describe('toElkGraph', () => {
  const root = toElkGraph(model);
  const namespace = root.children?.[0];
  const box = namespace?.children?.find((child) => child.id === 'box:reviews');

  test('nests app box in namespace in mesh', () => {
    expect(ids(root)).toEqual(['ns:default']);
    expect(ids(namespace)).toContain('box:reviews');
  });

  test('lists versions in their natural order, after the helm', () => expect(ids(box)).toEqual(['helm', 'reviews-v1', 'reviews-v2']));

  test('puts every edge at the level where its ends part', () => {
    expect(namespace?.edges?.map((edge) => edge.id)).toEqual(['productpage>box:reviews']);
    expect(box?.edges?.map((edge) => edge.id)).toEqual(['helm>reviews-v1', 'helm>reviews-v2']);
    expect(root.edges).toEqual([]);
  });

  test('keeps a place free for a helm in a box that has none', () => {
    const { nodes, edges, boxes } = reviewsTopology();
    const without = toDrawModel(
      testTopology(
        nodes.filter((node) => node.kind !== 'helm'),
        edges,
        boxes,
      ),
      testWords,
    );
    const free = toElkGraph(without).children?.[0]?.children?.find((child) => child.id === 'box:reviews');
    expect(ids(free)).toEqual(['slot:box:reviews', 'reviews-v1', 'reviews-v2']);
  });

  test('leaves out what is placed by other means', () => {
    const outside = testNode('blackhole', { kind: 'blackhole', namespace: '' });
    const withOutside = toDrawModel(testTopology([testNode('a'), outside], [testEdge('a', 'blackhole')]), testWords);
    expect(ids(toElkGraph(withOutside))).toContain('blackhole');
    expect(ids(toElkGraph(withOutside, new Set(['blackhole'])))).not.toContain('blackhole');
  });
});

describe('liftEdge', () => {
  const parents = new Map([
    ['v1', 'box'],
    ['v2', 'box'],
    ['box', 'ns'],
    ['page', 'ns'],
    ['gateway', 'other'],
  ]);
  test.each([
    ['v1', 'v2', { source: 'v1', target: 'v2', parent: 'box' }],
    ['page', 'v1', { source: 'page', target: 'box', parent: 'ns' }],
    ['gateway', 'v1', { source: 'other', target: 'ns', parent: undefined }],
    ['v1', 'box', null],
    ['outside', 'page', { source: 'outside', target: 'ns', parent: undefined }],
  ])('%s to %s', (source, target, lifted) => expect(liftEdge(source, target, parents)).toEqual(lifted));
});

test('a node whose box is not shown lies in its namespace', () => {
  const lone = toDrawModel(testTopology([testNode('a', { box: 'box:gone' })], [], [testBox('ns:default')]), testWords);
  expect(parentsOf(lone).get('a')).toBe('ns:default');
});

test('fromElkGraph makes nested, relative places absolute', () => {
  const result: ElkNode = {
    id: 'mesh',
    children: [
      {
        id: 'ns:default',
        x: 10,
        y: 20,
        width: 300,
        height: 200,
        children: [
          { id: 'box:reviews', x: 5, y: 6, width: 100, height: 80, children: [{ id: 'reviews-v1', x: 1, y: 2, width: 50, height: 42 }] },
        ],
      },
    ],
  };
  const layout = fromElkGraph(result, model);
  expect(layout.boxes.get('box:reviews')).toEqual({ x: 15, y: 26, width: 100, height: 80 });
  expect(layout.nodes.get('reviews-v1')).toEqual({ x: 16, y: 28, width: 50, height: 42 });
});
