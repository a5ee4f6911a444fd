import type { Topology, TopologyBox, TopologyEdge, TopologyNode } from '@pidalio/contract';
import { bytesRate, formatMs, formatPercent, formatRate, toText } from '../../ui/format.ts';
import { wrongNumber } from '../../ui/wrong-number.ts';
import type { FoldedTopology } from './fold-namespaces.ts';
import { type Density, denseNodeHeight, densityOf, edgeWidth, estimateTextWidth, helmSize, nodeHeight, nodeWidth } from './sizes.ts';

/** What is drawn of a node. `node` is the answer's own. */
export interface DrawnNode {
  id: string;
  node: TopologyNode;
  title: string;
  /** Second line, in parts set a little apart. */
  sub: string[];
  width: number;
  height: number;
  dashed: boolean;
}

export interface DrawnEdge {
  id: string;
  edge: TopologyEdge;
  width: number;
  look: 'healthy' | 'degraded' | 'failing' | 'idle' | 'shadow';
  /** Between boxes of different namespaces: drawn lowest. */
  crossing: boolean;
}

export interface DrawModel {
  density: Density;
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  boxes: TopologyBox[];
}

export interface DrawWords {
  shadow: string;
  notInMesh: string;
  blockedEgress: string;
  anyEgress: string;
  callers: string;
  noRoute: string;
  unknownTarget: string;
  /** What a folded namespace holds. */
  holds: (nodes: number) => string;
}

/** From the server's answer to what is drawn: titles, second lines, sizes. */
export function toDrawModel(topology: Topology, words: DrawWords, folds: FoldedTopology['folds'] = new Map()): DrawModel {
  const density = densityOf(topology.nodes.filter((node) => node.kind !== 'helm').length);
  const nodes = topology.nodes.map((node) => toDrawnNode(node, density, words, folds.get(node.id)?.nodes));
  const namespaceOf = new Map<string, string>([
    ...topology.nodes.map((node): [string, string] => [node.id, node.namespace]),
    ...topology.boxes.map((box): [string, string] => [box.id, box.namespace]),
  ]);
  const edges = topology.edges
    .filter((edge) => namespaceOf.has(edge.source) && namespaceOf.has(edge.target))
    .map((edge) => toDrawnEdge(edge, namespaceOf.get(edge.source) !== namespaceOf.get(edge.target)));
  return { density, nodes, edges, boxes: topology.boxes };
}

function toDrawnNode(node: TopologyNode, density: Density, words: DrawWords, holds?: number): DrawnNode {
  if (node.kind === 'helm') return { id: node.id, node, title: '', sub: [], width: helmSize, height: helmSize, dashed: false };
  const title = holds === undefined || density === 'full' ? nodeTitle(node, words) : `${node.name} · ${holds}`;
  const sub = density !== 'full' ? [] : holds === undefined ? nodeSub(node, words) : [words.holds(holds)];
  const glyph = density !== 'full' && isUnwell(node) ? 18 : 0;
  const width = nodeWidth(estimateTextWidth(title) + glyph, estimateTextWidth(sub.join('  '), 11), density);
  return {
    id: node.id,
    node,
    title,
    sub,
    width: node.kind === 'gateway' ? width + 10 : width,
    height: density === 'full' ? nodeHeight : denseNodeHeight,
    dashed: (node.kind === 'workload' && !node.sidecar) || node.shadow || node.signals.health === 'idle',
  };
}

export function nodeTitle(node: TopologyNode, words: Pick<DrawWords, 'shadow' | 'callers' | 'noRoute' | 'unknownTarget'>): string {
  if (node.kind === 'unknown' && node.name === 'unknown')
    return node.root ? words.callers : isNoRoute(node) ? words.noRoute : words.unknownTarget;
  if (node.kind === 'passthrough') return 'Passthrough';
  if (node.kind === 'blackhole') return 'BlackHole';
  const name = node.box ? node.version || node.name : node.kind === 'workload' && node.app ? node.app : node.name;
  return node.shadow ? `${name} ${words.shadow}` : name;
}

/** A proxy that finds no route names no destination and answers with the flag NR (Envoy's response flags). */
export function isNoRoute({ kind, root, signals }: TopologyNode): boolean {
  const answered = signals.codes.filter((code) => code.requestsPerSecond > 0);
  return kind === 'unknown' && !root && answered.length > 0 && answered.every((code) => code.flag === 'NR');
}

function nodeSub(node: TopologyNode, words: DrawWords): string[] {
  if (node.kind === 'blackhole') return [words.blockedEgress];
  if (node.kind === 'passthrough') return [words.anyEgress];
  if (!node.sidecar && node.kind === 'workload' && node.signals.requestsPerSecond === 0) return [words.notInMesh];
  const { requestsPerSecond, p99, health } = node.signals;
  if (isNoRoute(node)) return [formatRate(requestsPerSecond), '404 NR'];
  const version = !node.box && node.version && node.kind === 'workload' ? [node.version] : [];
  if (health === 'idle' && requestsPerSecond === 0) return [...version, formatRate(0)];
  return [...version, formatRate(requestsPerSecond), ...(p99 ? [formatMs(p99.valueMs)] : [])];
}

function toDrawnEdge(edge: TopologyEdge, crossing: boolean): DrawnEdge {
  const perSecond = edge.protocol === 'tcp' ? (edge.bytesPerSecond ?? 0) / 1000 : edge.signals.requestsPerSecond;
  const health = edge.signals.health === 'unknown' ? (perSecond > 0 ? 'healthy' : 'idle') : edge.signals.health;
  return {
    id: edge.id,
    edge,
    width: edge.kind === 'shadow' ? 1.5 : edgeWidth(perSecond),
    look: edge.kind === 'shadow' ? 'shadow' : health,
    crossing,
  };
}

function isUnwell(node: TopologyNode): boolean {
  return node.signals.health === 'degraded' || node.signals.health === 'failing';
}

/** One line of an edge label. */
export interface LabelLine {
  text: string;
  weight: 'strong' | 'normal';
  tone: 'plain' | 'warn' | 'fail' | 'version';
  lock?: 'closed' | 'open';
  glyph?: 'degraded' | 'failing';
  versionIndex?: number;
}

export const labelParts = ['rate', 'p99', 'errors'] as const;
export type LabelPart = (typeof labelParts)[number];

/**
 * Label of an edge: lock and rate, P99, errors if there are any. A strand shows only its seen share, in its version's ink.
 * An open lock is always shown: plain text is news.
 */
export function edgeLabel({ edge }: DrawnEdge, parts: readonly LabelPart[], versionIndex: number): LabelLine[] {
  if (edge.kind !== 'call')
    return edge.share?.seen == null ? [] : [{ text: formatPercent(edge.share.seen), weight: 'strong', tone: 'version', versionIndex }];
  const { requestsPerSecond, errorRatio, p99 } = edge.signals;
  const open = edge.mtlsRatio !== null && edge.mtlsRatio < 0.995;
  const lock = edge.mtlsRatio === null ? {} : { lock: open ? ('open' as const) : ('closed' as const) };
  const lines: LabelLine[] = [];
  const rate = edge.protocol === 'tcp' ? toText(bytesRate(edge.bytesPerSecond ?? 0)) : formatRate(requestsPerSecond);
  if (parts.includes('rate')) lines.push({ text: rate, weight: 'strong', tone: 'plain', ...lock });
  // Of an unhealthy edge only the line that makes it so is coloured and carries the glyph.
  const wrong = wrongNumber(edge.signals);
  const marked = (number: 'p99' | 'errors') =>
    wrong?.of === number ? { tone: wrong.tone, glyph: wrong.tone === 'fail' ? ('failing' as const) : ('degraded' as const) } : {};
  if (parts.includes('p99') && p99) lines.push({ text: formatMs(p99.valueMs), weight: 'normal', tone: 'plain', ...marked('p99') });
  if (parts.includes('errors') && errorRatio > 0)
    lines.push({ text: formatPercent(errorRatio), weight: 'strong', tone: 'plain', ...marked('errors') });
  const [first] = lines;
  if (first && open && !first.lock) first.lock = 'open';
  return lines;
}

/** What is worst about an unhealthy edge, as its only line when the graph is dense. */
export function worstLine({ edge }: DrawnEdge): LabelLine | null {
  const { errorRatio, p99 } = edge.signals;
  const wrong = wrongNumber(edge.signals);
  if (!wrong) return null;
  const text = wrong.of === 'errors' ? formatPercent(errorRatio) : formatMs(p99?.valueMs);
  return { text, weight: 'strong', tone: wrong.tone, glyph: wrong.tone === 'fail' ? 'failing' : 'degraded' };
}
