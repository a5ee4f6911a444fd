import { describe, expect, test } from 'vitest';
import { gatewayPeer, graphInput, nobody, peer, productpage, requests, seenByBoth, workload } from './bookinfo.fixture.ts';
import { buildGraph } from './build-graph.ts';
import type { Graph, GraphInput, Steering } from './graph.ts';
import { showOnly } from './show-only.ts';

const reviews = ['reviews-v1', 'reviews-v2', 'reviews-v3'].map((name) => peer(name));
const [v1, v2, v3] = reviews as [(typeof reviews)[0], (typeof reviews)[0], (typeof reviews)[0]];
const evenly = reviews.flatMap((to) => seenByBoth({ from: productpage, to, rate: 13 }));
const legacy = reviews.map((to) => requests({ reporter: 'destination', from: nobody, to, rate: 0.6 }));
const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
const helm = 'helm:default/reviews/VirtualService/default/reviews';

const canary: Steering = {
  ref,
  binds: () => true,
  configured: new Map([
    ['reviews-v1', 0.9],
    ['reviews-v2', 0.1],
  ]),
};
const steered: Partial<GraphInput> = { steering: (service) => (service.name === 'reviews' ? [canary] : []) };

function ends(graph: Graph, kind = 'call'): string[] {
  return graph.edges.filter((edge) => edge.kind === kind).map(({ source, target }) => `${source} > ${target}`);
}

describe('the versions graph', () => {
  test('reaches every version directly where no rule splits', () => {
    expect(ends(buildGraph(graphInput(evenly)))).toEqual(
      reviews.map(({ workload: name }) => `workload:default/productpage-v1 > workload:default/${name}`),
    );
  });

  test('boxes an app with several versions and no other', () => {
    const graph = buildGraph(graphInput(evenly));
    expect(graph.boxes.filter((box) => box.kind === 'app').map((box) => box.id)).toEqual(['box:default/reviews']);
    expect(graph.nodes.find((node) => node.name === 'productpage-v1')?.box).toBeNull();
  });

  test('sorts versions naturally for their colours', () => {
    const workloads = [workload('reviews-v10'), workload('reviews-v2'), workload('reviews-v1')];
    const { nodes } = buildGraph(graphInput(evenly, { workloads }));
    const index = (name: string) => nodes.find((node) => node.name === name)?.versionIndex;
    expect(['reviews-v1', 'reviews-v2', 'reviews-v3', 'reviews-v10'].map(index)).toEqual([0, 1, 2, 3]);
  });

  test('ends the edge of callers without a proxy at the box', () => {
    const edge = buildGraph(graphInput([...evenly, ...legacy])).edges.find((candidate) => candidate.source === 'unknown:callers');
    expect(edge).toMatchObject({ target: 'box:default/reviews', mtlsRatio: 0 });
    expect(edge?.signals.requestsPerSecond).toBeCloseTo(1.8);
  });

  test('shows what stands idle inside the mesh, and nothing outside', () => {
    const { nodes } = buildGraph(graphInput([]));
    expect(nodes.map(({ name }) => name)).toContain('ratings-v1');
    expect(nodes.map(({ name }) => name)).not.toContain('legacy-batch');
    expect(new Set(nodes.map(({ signals }) => signals.health))).toEqual(new Set(['idle']));
  });

  test('calls silence unknown while nothing was measured', () => {
    const { nodes } = buildGraph(graphInput([], { measured: false }));
    expect(new Set(nodes.map(({ signals }) => signals.health))).toEqual(new Set(['unknown']));
  });

  test('gives a gateway the numbers of what it sends', () => {
    const { nodes } = buildGraph(graphInput([requests({ reporter: 'source', from: gatewayPeer, to: productpage, rate: 40 })]));
    expect(nodes.find((node) => node.kind === 'gateway')).toMatchObject({ root: true, signals: { requestsPerSecond: 40 } });
  });
});

describe('the helm', () => {
  const split = [...seenByBoth({ from: productpage, to: v1, rate: 36 }), ...seenByBoth({ from: productpage, to: v2, rate: 4 })];

  test('takes the calls of those who obey and hands them on by share', () => {
    const graph = buildGraph(graphInput(split, steered));
    expect(ends(graph)).toEqual([`workload:default/productpage-v1 > ${helm}`]);
    expect(graph.edges.filter((edge) => edge.kind === 'strand').map(({ target, share }) => [target, share])).toEqual([
      ['workload:default/reviews-v1', { seen: 0.9, configured: 0.9 }],
      ['workload:default/reviews-v2', { seen: 0.1, configured: 0.1 }],
    ]);
    expect(graph.nodes.find((node) => node.kind === 'helm')).toMatchObject({ box: 'box:default/reviews', rule: ref });
  });

  test('is passed by callers without a proxy, who count in no share', () => {
    const graph = buildGraph(graphInput([...split, ...legacy], steered));
    expect(ends(graph)).toContain('unknown:callers > box:default/reviews');
    expect(graph.edges.find((edge) => edge.kind === 'strand' && edge.target.endsWith('reviews-v1'))?.share?.seen).toBeCloseTo(0.9);
    expect(graph.nodes.find((node) => node.name === 'reviews-v3')?.signals.requestsPerSecond).toBeCloseTo(0.6);
  });

  test('takes failures that reached no version, and shares them with none', () => {
    const failed = requests({ reporter: 'source', from: productpage, to: nobody, service: 'reviews', rate: 10, code: '503', flags: 'UH' });
    const graph = buildGraph(graphInput([...split, failed], steered));
    const call = graph.edges.find((edge) => edge.kind === 'call');
    expect(call?.signals).toMatchObject({ requestsPerSecond: 50, errorRatio: 0.2, health: 'failing' });
    expect(graph.edges.find((edge) => edge.target.endsWith('reviews-v1'))?.share?.seen).toBeCloseTo(0.9);
  });

  test('sends mirror copies to a shadow node that is in no live number', () => {
    const copies = requests({ reporter: 'destination', from: productpage, to: v3, rate: 20 });
    const graph = buildGraph(graphInput([...split, copies], steered));
    expect(ends(graph, 'shadow')).toEqual([`${helm} > workload:default/reviews-v3`]);
    expect(graph.nodes.find((node) => node.name === 'reviews-v3')).toMatchObject({ shadow: true, signals: { requestsPerSecond: 20 } });
    expect(graph.nodes.find((node) => node.kind === 'helm')?.signals.requestsPerSecond).toBe(40);
  });
});

describe('what is not a workload', () => {
  const out = (service: string, host: string) => ({
    ...requests({ reporter: 'source', from: productpage, to: nobody, rate: 1 }),
    service: { namespace: 'unknown', name: service },
    host,
  });

  test.each([
    { name: 'Passthrough', sample: out('PassthroughCluster', 'httpbin.org'), id: 'passthrough:PassthroughCluster' },
    { name: 'BlackHole', sample: out('BlackHoleCluster', 'httpbin.org'), id: 'blackhole:BlackHoleCluster' },
    { name: 'a ServiceEntry', sample: out('api.example.com', 'api.example.com'), id: 'serviceentry:api.example.com' },
    { name: 'an unknown host', sample: out('unknown', 'nowhere:80'), id: 'unknown:nowhere:80' },
    {
      name: 'a service whose only version did not answer',
      sample: requests({ reporter: 'source', from: productpage, to: nobody, service: 'ratings', rate: 1, code: '503', flags: 'UH' }),
      id: 'workload:default/ratings-v1',
    },
  ])('$name is drawn as $id', ({ sample, id }) => {
    expect(ends(buildGraph(graphInput([sample])))).toEqual([`workload:default/productpage-v1 > ${id}`]);
  });
});

describe('other graphs', () => {
  test.each([
    { graph: 'app' as const, is: ['app:default/productpage > app:default/reviews'] },
    { graph: 'service' as const, is: ['service:default/productpage > service:default/reviews'] },
    { graph: 'workload' as const, is: reviews.map(({ workload: name }) => `workload:default/productpage-v1 > workload:default/${name}`) },
  ])('$graph', ({ graph, is }) => {
    const drawn = buildGraph(graphInput(evenly, { ...steered, graph }));
    expect(ends(drawn)).toEqual(is);
    expect(drawn.boxes.every((box) => box.kind === 'namespace')).toBe(true);
  });

  test('a namespace alone keeps its callers and the strands of its helms', () => {
    const ingress = requests({ reporter: 'source', from: gatewayPeer, to: productpage, rate: 40 });
    const shown = new Set(['istio-system']);
    const graph = showOnly(shown, buildGraph(graphInput([ingress, ...evenly], steered)));
    expect(ends(graph)).toEqual(['gateway:istio-system/istio-ingressgateway > workload:default/productpage-v1']);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['istio-ingressgateway', 'productpage-v1']);
  });
});
