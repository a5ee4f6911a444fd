import type { Signals, Topology, TopologyBox, TopologyEdge, TopologyNode } from '@pidalio/contract';

/** Builders of small answers for tests of this folder. */
export function testSignals(part: Partial<Signals> = {}): Signals {
  return {
    requestsPerSecond: 10,
    errorRatio: 0,
    clientErrorRatio: 0,
    requestCount: 3000,
    p50: null,
    p95: null,
    p99: { valueMs: 20, lowMs: 10, highMs: 25 },
    codes: [],
    health: 'healthy',
    ...part,
  };
}

export function testNode(id: string, part: Partial<TopologyNode> = {}): TopologyNode {
  return {
    id,
    kind: 'workload',
    namespace: 'default',
    name: id,
    app: id,
    version: '',
    versionIndex: -1,
    box: null,
    sidecar: true,
    root: false,
    shadow: false,
    signals: testSignals(),
    badges: [],
    service: null,
    rule: null,
    ...part,
  };
}

export function testEdge(source: string, target: string, part: Partial<TopologyEdge> = {}): TopologyEdge {
  return {
    id: `${source}>${target}`,
    source,
    target,
    protocol: 'http',
    signals: testSignals(),
    mtlsRatio: 1,
    kind: 'call',
    share: null,
    service: null,
    bytesPerSecond: null,
    ...part,
  };
}

export function testBox(id: string, part: Partial<TopologyBox> = {}): TopologyBox {
  return { id, kind: 'namespace', namespace: 'default', name: id, mtls: null, sidecars: 'all', badges: [], service: null, ...part };
}

export function testTopology(nodes: TopologyNode[], edges: TopologyEdge[], boxes: TopologyBox[] = [testBox('ns:default')]): Topology {
  return { sources: [], window: { rangeSeconds: 300, endMs: 0, effectiveRangeSeconds: 300 }, nodes, edges, boxes };
}

/** productpage → helm → reviews v1, v2, in an app box. */
export function reviewsTopology(): Topology {
  const inBox = { box: 'box:reviews', app: 'reviews' };
  return testTopology(
    [
      testNode('productpage'),
      testNode('helm', { kind: 'helm', ...inBox }),
      testNode('reviews-v2', { ...inBox, version: 'v2', versionIndex: 1 }),
      testNode('reviews-v1', { ...inBox, version: 'v1', versionIndex: 0 }),
    ],
    [
      testEdge('productpage', 'helm'),
      testEdge('helm', 'reviews-v1', { kind: 'strand', share: { seen: 0.898, configured: 0.9 } }),
      testEdge('helm', 'reviews-v2', { kind: 'strand', share: { seen: 0.102, configured: 0.1 } }),
    ],
    [testBox('ns:default'), testBox('box:reviews', { kind: 'app' })],
  );
}

export const testWords = {
  shadow: 'shadow',
  notInMesh: 'not in the mesh',
  blockedEgress: 'blocked',
  anyEgress: 'any',
  callers: 'callers',
  noRoute: 'no route',
  unknownTarget: 'unknown target',
  holds: (nodes: number) => `${nodes} nodes`,
};
