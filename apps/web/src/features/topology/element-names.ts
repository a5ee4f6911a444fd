import type { Topology, TopologyNode } from '@pidalio/contract';
import { nodeTitle } from './draw-model.ts';
import type { TopologyTranslate } from './words.ts';

/** Full names for panels, tables and screen readers: `reviews v2`, `productpage → reviews v2`. */
export function elementNames(topology: Topology, t: TopologyTranslate): (id: string) => string {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  const boxes = new Map(topology.boxes.map((box) => [box.id, box]));
  const edges = new Map(topology.edges.map((edge) => [edge.id, edge]));
  const nameOfNode = (id: string): string => {
    const node = nodes.get(id);
    if (node) return nodeName(node, t);
    return boxes.get(id)?.name ?? id;
  };
  return (id) => {
    const edge = edges.get(id);
    return edge ? `${nameOfNode(edge.source)} → ${nameOfNode(edge.target)}` : nameOfNode(id);
  };
}

export function nodeName(node: TopologyNode, t: TopologyTranslate): string {
  if (node.kind === 'helm') return node.service?.name ?? t('node.helm', { name: node.rule?.name ?? node.name });
  const title = nodeTitle(node, {
    shadow: t('node.shadow'),
    callers: t('node.callers'),
    noRoute: t('node.noRoute'),
    unknownTarget: t('node.unknownTarget'),
  });
  if (node.box) return `${node.app} ${title}`;
  return node.version && node.kind === 'workload' ? `${title} ${node.version}` : title;
}
