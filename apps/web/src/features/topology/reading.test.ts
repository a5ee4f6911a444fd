import { describe, expect, test } from 'vitest';
import { calleesOf, callersOf } from './callers.ts';
import { toDrawModel } from './draw-model.ts';
import { elementNames } from './element-names.ts';
import { steeredService } from './find-element.ts';
import { litPath } from './lit-path.ts';
import { needLook } from './need-look.ts';
import { shorten } from './paint-graph.ts';
import { reviewsTopology, testEdge, testNode, testSignals, testTopology, testWords } from './test-topology.ts';
import { eachDot, isFailed } from './traffic-dots.ts';
import { topologyWords } from './words.ts';

const t = (key: keyof typeof topologyWords.en, values: Record<string, string | number> = {}) =>
  topologyWords.en[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));

describe('litPath', () => {
  const model = toDrawModel(reviewsTopology(), testWords);
  test('goes through a helm to the versions', () => expect(litPath(model, 'productpage')).toContain('reviews-v2'));
  test('of a version goes back through the helm to its callers only', () => {
    const lit = litPath(model, 'reviews-v1');
    expect(lit).toContain('productpage');
    expect(lit).not.toContain('reviews-v2');
  });
  test('of an edge holds both ends', () =>
    expect([...litPath(model, 'productpage>helm')]).toEqual(expect.arrayContaining(['productpage', 'helm', 'reviews-v1'])));
});

describe('callersOf', () => {
  const names = (id: string) => callersOf(reviewsTopology(), id).map(({ edge, others, byRule }) => [edge.id, others, byRule]);
  test('names those behind the helm, with the share that reaches the version', () =>
    expect(names('reviews-v1')).toEqual([['helm>reviews-v1', ['productpage'], true]]));
  test('names direct callers', () => expect(names('helm')).toEqual([['productpage>helm', ['productpage'], false]]));
  test('and whom a node calls', () => expect(calleesOf(reviewsTopology(), 'productpage').map(({ others }) => others)).toEqual([['helm']]));
});

test.each([
  ['what fits as it is', 'istio-system', 12, 'istio-system'],
  ['what does not by its middle', 'istio-ingressgateway', 11, 'istio…teway'],
  ['nothing to less than both ends', 'ratings', 1, 'ra…s'],
])('shorten leaves %s', (_, name, room, shown) => expect(shorten(name, room, (text) => text.length)).toBe(shown));

test('needLook lists unhealthy calls, failing first, worst first', () => {
  const bad = (id: string, errorRatio: number, health: 'failing' | 'degraded') =>
    testEdge('a', id, { signals: testSignals({ errorRatio, health }) });
  const topology = testTopology(
    [],
    [bad('x', 0.02, 'degraded'), bad('y', 0.06, 'failing'), bad('z', 0.2, 'failing'), testEdge('a', 'fine')],
  );
  const { edges, failing, degraded, healthy } = needLook(topology);
  expect(edges.map((edge) => edge.target)).toEqual(['z', 'y', 'x']);
  expect({ failing, degraded, healthy }).toEqual({ failing: 2, degraded: 1, healthy: 1 });
});

test('elementNames names versions by their app and edges by both ends', () => {
  const nameOf = elementNames(reviewsTopology(), t);
  expect(nameOf('reviews-v1')).toBe('reviews v1');
  expect(nameOf('box:reviews')).toBe('box:reviews');
});

test('a wizard opened from an edge steers its destination', () => {
  const reviews = { namespace: 'default', name: 'reviews' };
  const topology = testTopology([testNode('a'), testNode('b', { service: reviews })], [testEdge('a', 'b')]);
  expect(steeredService(topology, 'a>b')).toEqual(reviews);
  expect(steeredService(topology, 'a')).toBeNull();
  const nowhere = testEdge('a', 'c', { service: { namespace: 'unknown', name: 'unknown' } });
  expect(steeredService(testTopology([testNode('a'), testNode('c', { kind: 'unknown' })], [nowhere]), 'a>c')).toBeNull();
});

describe('traffic', () => {
  test('shows one in four as failed at 25 %', () => expect([1, 2, 3, 4, 5, 6, 7, 8].filter((n) => isFailed(n, 0.25))).toEqual([4, 8]));
  test('has a dot per interval on its way', () => {
    const seen: number[] = [];
    const points = Array.from({ length: 11 }, (_, index) => ({ x: index * 10, y: 0 }));
    eachDot([{ points, travelMs: 1000, everyMs: 500, offsetMs: 0, failing: 0 }], 10_250, (x) => seen.push(x));
    expect(seen.sort((a, b) => a - b)).toEqual([30, 80]);
  });
});
