import { describe, expect, test } from 'vitest';
import { edgeLabel, labelParts, toDrawModel, worstLine } from './draw-model.ts';
import { reviewsTopology, testEdge, testNode, testSignals, testTopology, testWords } from './test-topology.ts';

function drawn(...args: Parameters<typeof testTopology>) {
  return toDrawModel(testTopology(...args), testWords);
}

describe('toDrawModel', () => {
  test.each([
    [
      'alone by its app, with the version below',
      testNode('reviews-v1', { app: 'reviews', version: 'v1' }),
      'reviews',
      ['v1', '10.0/s', '20\u2009ms'],
    ],
    ['in a box by its version', testNode('reviews-v1', { app: 'reviews', version: 'v1', box: 'b' }), 'v1', ['10.0/s', '20\u2009ms']],
    ['with mirrored traffic as a shadow', testNode('r', { version: 'v3', box: 'b', shadow: true }), 'v3 shadow', ['10.0/s', '20\u2009ms']],
    ['of nobody known as callers', testNode('u', { kind: 'unknown', name: 'unknown', root: true }), 'callers', ['10.0/s', '20\u2009ms']],
    [
      'that no route leads to by its answer',
      testNode('n', {
        kind: 'unknown',
        name: 'unknown',
        signals: testSignals({ codes: [{ code: '404', flag: 'NR', requestsPerSecond: 10, error: false }] }),
      }),
      'no route',
      ['10.0/s', '404 NR'],
    ],
    ['nobody knows as a target', testNode('n', { kind: 'unknown', name: 'unknown' }), 'unknown target', ['10.0/s', '20\u2009ms']],
    ['that blocks by what it does', testNode('b', { kind: 'blackhole' }), 'BlackHole', ['blocked']],
  ])('names a node %s', (_, node, title, sub) => {
    const [first] = drawn([node], []).nodes;
    expect(first).toMatchObject({ title, sub });
  });

  test('draws a dashed border without a sidecar, when idle and for shadows', () => {
    const nodes = [
      testNode('plain'),
      testNode('bare', { sidecar: false }),
      testNode('idle', { signals: testSignals({ health: 'idle' }) }),
      testNode('shadow', { shadow: true }),
      testNode('outside', { kind: 'serviceentry', sidecar: false }),
    ];
    expect(drawn(nodes, []).nodes.map((node) => node.dashed)).toEqual([false, true, true, true, false]);
  });

  test('leaves out edges whose ends are not shown', () => {
    expect(drawn([testNode('a')], [testEdge('a', 'gone')]).edges).toEqual([]);
  });

  test('knows edges between namespaces', () => {
    const nodes = [testNode('a'), testNode('b'), testNode('c', { namespace: 'other' })];
    expect(drawn(nodes, [testEdge('a', 'b'), testEdge('a', 'c')]).edges.map((edge) => edge.crossing)).toEqual([false, true]);
  });
});

describe('edgeLabel', () => {
  const label = (part: Parameters<typeof testEdge>[2]) => {
    const [edge] = drawn([testNode('a'), testNode('b')], [testEdge('a', 'b', part)]).edges;
    if (!edge) throw new Error('no edge');
    return { lines: edgeLabel(edge, labelParts, 0), none: edgeLabel(edge, [], 0), worst: worstLine(edge) };
  };

  test('is lock and rate, then P99', () => {
    expect(label({}).lines).toMatchObject([{ text: '10.0/s', lock: 'closed' }, { text: '20\u2009ms' }]);
  });

  test('opens the lock for plain text and has none where nobody reported', () => {
    expect(label({ mtlsRatio: 0 }).lines[0]).toMatchObject({ lock: 'open' });
    expect(label({ mtlsRatio: null }).lines[0]?.lock).toBeUndefined();
  });

  test('adds errors only when there are any, with the glyph of an unhealthy edge', () => {
    const failing = label({ signals: testSignals({ errorRatio: 0.09, health: 'failing' }) });
    expect(failing.lines[2]).toMatchObject({ text: '9\u2009%', tone: 'fail', glyph: 'failing' });
    expect(failing.worst).toMatchObject({ text: '9\u2009%' });
    expect(label({ signals: testSignals({ errorRatio: 0.002 }) }).lines[2]).toMatchObject({ tone: 'plain' });
  });

  test('of a slow edge names its P99 as the worst', () => {
    expect(label({ signals: testSignals({ health: 'degraded' }) }).worst).toMatchObject({ text: '20\u2009ms', tone: 'warn' });
    const { lines } = label({ signals: testSignals({ errorRatio: 0.0003, health: 'degraded' }) });
    expect(lines.slice(1).map(({ text, tone, glyph }) => [text, tone, glyph])).toEqual([
      ['20\u2009ms', 'warn', 'degraded'],
      ['0.03\u2009%', 'plain', undefined],
    ]);
  });

  test('is empty when nothing is asked for', () => expect(label({}).none).toEqual([]));
});

test('a strand is labelled with its seen share in its version’s ink', () => {
  const model = toDrawModel(reviewsTopology(), testWords);
  const strand = model.edges.find((edge) => edge.edge.target === 'reviews-v1');
  if (!strand) throw new Error('no strand');
  expect(edgeLabel(strand, labelParts, 0)).toEqual([{ text: '89.8\u2009%', weight: 'strong', tone: 'version', versionIndex: 0 }]);
});
