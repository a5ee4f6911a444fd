import type { Signals, Topology, TopologyEdge, TopologyNode } from '@pidalio/contract';
import { foldedFrom } from './sizes.ts';

/** A graph in which some namespaces are one node each. */
export interface FoldedTopology {
  topology: Topology;
  /** By id of the node that stands for it: which namespace, and how many nodes it holds. */
  folds: ReadonlyMap<string, { namespace: string; nodes: number }>;
}

const worstFirst = ['failing', 'degraded', 'healthy', 'idle', 'unknown'] as const;

/** Above 80 visible nodes every namespace that is not opened is one node, and calls between the same two are one edge. */
export function foldNamespaces(topology: Topology, opened: ReadonlySet<string>): FoldedTopology {
  const members = new Map<string, TopologyNode[]>();
  const visible = topology.nodes.filter((node) => node.kind !== 'helm');
  if (visible.length < foldedFrom) return { topology, folds: new Map() };
  for (const node of visible)
    if (node.namespace !== '' && !opened.has(node.namespace)) members.set(node.namespace, [...(members.get(node.namespace) ?? []), node]);
  const foldOf = (namespace: string) => (members.has(namespace) ? foldId(namespace) : null);
  const endOf = new Map<string, string>();
  for (const { id, namespace } of [...topology.nodes, ...topology.boxes]) endOf.set(id, foldOf(namespace) ?? id);
  const edges = mergeEdges(topology.edges, endOf);
  const folds = [...members].map(([namespace, nodes]) => foldedNode(namespace, nodes, edges));
  return {
    topology: {
      ...topology,
      nodes: [...topology.nodes.filter((node) => !members.has(node.namespace)), ...folds],
      edges,
      boxes: topology.boxes.filter((box) => !members.has(box.namespace)),
    },
    folds: new Map([...members].map(([namespace, nodes]) => [foldId(namespace), { namespace, nodes: nodes.length }])),
  };
}

/** Namespaces that a click on `id` unfolds: of the folded node itself, or of the folded ends of an edge. */
export function unfoldedBy({ topology, folds }: FoldedTopology, id: string): string[] {
  const edge = topology.edges.find((candidate) => candidate.id === id);
  const ends = edge ? [edge.source, edge.target] : [id];
  return ends.flatMap((end) => folds.get(end)?.namespace ?? []);
}

/** Namespaces that hold an element, so that what is selected is never folded away. */
export function namespacesOf({ nodes, edges, boxes }: Topology, id: string): string[] {
  const edge = edges.find((candidate) => candidate.id === id);
  const ends = edge ? [edge.source, edge.target] : [id];
  return [...nodes, ...boxes].filter((item) => ends.includes(item.id)).map((item) => item.namespace);
}

function foldId(namespace: string): string {
  return `fold:${namespace}`;
}

function foldedNode(namespace: string, nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): TopologyNode {
  const id = foldId(namespace);
  const arriving = edges.filter((edge) => edge.target === id && edge.kind === 'call').map((edge) => edge.signals);
  const health = worstFirst.find((state) => nodes.some((node) => node.signals.health === state)) ?? 'unknown';
  return {
    id,
    kind: 'workload',
    namespace,
    name: namespace,
    app: '',
    version: '',
    versionIndex: -1,
    box: null,
    sidecar: true,
    root: arriving.length === 0,
    shadow: false,
    signals: { ...mergeSignals(arriving), health },
    badges: [],
    service: null,
    rule: null,
  };
}

function mergeEdges(edges: readonly TopologyEdge[], endOf: ReadonlyMap<string, string>): TopologyEdge[] {
  const kept: TopologyEdge[] = [];
  const groups = new Map<string, TopologyEdge[]>();
  for (const edge of edges) {
    const source = endOf.get(edge.source) ?? edge.source;
    const target = endOf.get(edge.target) ?? edge.target;
    if (source === edge.source && target === edge.target) kept.push(edge);
    else if (source !== target) {
      const key = `${source}>${target}:${edge.protocol}:${edge.kind}`;
      groups.set(key, [...(groups.get(key) ?? []), { ...edge, id: key, source, target }]);
    }
  }
  return [...kept, ...[...groups.values()].flatMap(mergeGroup)];
}

function mergeGroup(group: TopologyEdge[]): TopologyEdge[] {
  const [first] = group;
  if (!first) return [];
  const reported = group.filter((edge) => edge.mtlsRatio !== null);
  const bytes = group.filter((edge) => edge.bytesPerSecond !== null);
  const signals = mergeSignals(group.map((edge) => edge.signals));
  return [
    {
      ...first,
      signals,
      mtlsRatio: reported.length === 0 ? null : Math.min(...reported.map((edge) => edge.mtlsRatio ?? 1)),
      share: null,
      service: null,
      bytesPerSecond: bytes.length === 0 ? null : bytes.reduce((sum, edge) => sum + (edge.bytesPerSecond ?? 0), 0),
    },
  ];
}

/** Sums, and ratios weighted by requests. Quantiles cannot be added: the slowest one is named, which the whole does not exceed. */
function mergeSignals(all: readonly Signals[]): Signals {
  const sum = (of: (signals: Signals) => number) => all.reduce((total, signals) => total + of(signals), 0);
  const requestsPerSecond = sum((signals) => signals.requestsPerSecond);
  const weighted = (of: (signals: Signals) => number) =>
    requestsPerSecond === 0 ? 0 : sum((signals) => of(signals) * signals.requestsPerSecond) / requestsPerSecond;
  const slowest = (key: 'p50' | 'p95' | 'p99') =>
    all.map((signals) => signals[key]).reduce((worst, next) => (next && next.valueMs > (worst?.valueMs ?? -1) ? next : worst), null);
  return {
    requestsPerSecond,
    errorRatio: weighted((signals) => signals.errorRatio),
    clientErrorRatio: weighted((signals) => signals.clientErrorRatio),
    requestCount: sum((signals) => signals.requestCount),
    p50: slowest('p50'),
    p95: slowest('p95'),
    p99: slowest('p99'),
    codes: [],
    health: worstFirst.find((state) => all.some((signals) => signals.health === state)) ?? 'unknown',
  };
}
