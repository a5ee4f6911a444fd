import { describe, expect, test } from 'vitest';
import { foldNamespaces, namespacesOf, unfoldedBy } from './fold-namespaces.ts';
import { testBox, testEdge, testNode, testSignals, testTopology } from './test-topology.ts';

/** Two namespaces of 40 and one of 2; a1 and a2 call b1, b1 calls b2, c1 stands outside every namespace. */
function large() {
  const many = (namespace: string, count: number) =>
    Array.from({ length: count }, (_, index) => testNode(`${namespace}${index}`, { namespace }));
  return testTopology(
    [...many('a', 40), ...many('b', 40), ...many('c', 2), testNode('outside', { kind: 'unknown', namespace: '' })],
    [
      testEdge('a1', 'b1', { signals: testSignals({ requestsPerSecond: 30 }) }),
      testEdge('a2', 'b1', {
        signals: testSignals({ requestsPerSecond: 10, errorRatio: 0.08, health: 'failing', p99: { valueMs: 90, lowMs: 50, highMs: 100 } }),
        mtlsRatio: 0,
      }),
      testEdge('b1', 'b2'),
      testEdge('outside', 'c1'),
    ],
    ['a', 'b', 'c'].map((name) => testBox(`ns:${name}`, { namespace: name })),
  );
}

describe('foldNamespaces', () => {
  test('leaves up to 80 nodes as they are', () => {
    const small = testTopology([testNode('a')], []);
    expect(foldNamespaces(small, new Set()).topology).toBe(small);
  });

  const folded = foldNamespaces(large(), new Set());

  test('makes one node of each namespace and keeps what lies outside', () => {
    expect(folded.topology.nodes.map((node) => node.id)).toEqual(['outside', 'fold:a', 'fold:b', 'fold:c']);
    expect(folded.folds.get('fold:a')).toEqual({ namespace: 'a', nodes: 40 });
    expect(folded.topology.boxes).toEqual([]);
  });

  test('adds up the calls between two namespaces and drops those inside one', () => {
    expect(folded.topology.edges.map((edge) => `${edge.source} ${edge.target}`)).toEqual(['fold:a fold:b', 'outside fold:c']);
    expect(folded.topology.edges[0]).toMatchObject({
      mtlsRatio: 0,
      signals: { requestsPerSecond: 40, errorRatio: 0.02, health: 'failing', p99: { valueMs: 90 } },
    });
  });

  test('opens what was asked for', () => {
    const { topology } = foldNamespaces(large(), new Set(['c', 'b']));
    expect(topology.nodes.filter((node) => node.id.startsWith('fold:')).map((node) => node.name)).toEqual(['a']);
    expect(topology.boxes.map((box) => box.id)).toEqual(['ns:b', 'ns:c']);
    expect(topology.edges.map((edge) => edge.id)).toEqual(['b1>b2', 'outside>c1', 'fold:a>b1:http:call']);
  });

  test('a click unfolds a node, or both ends of an edge', () => {
    expect(unfoldedBy(folded, 'fold:a')).toEqual(['a']);
    expect(unfoldedBy(folded, 'fold:a>fold:b:http:call')).toEqual(['a', 'b']);
    expect(unfoldedBy(folded, 'outside')).toEqual([]);
  });

  test('knows where an element lies', () => {
    expect(namespacesOf(large(), 'a1')).toEqual(['a']);
    expect(namespacesOf(large(), 'a1>b1')).toEqual(['a', 'b']);
  });
});
