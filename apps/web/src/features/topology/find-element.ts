import type { Topology, TopologyEdge, TopologyNode } from '@pidalio/contract';
import type { ExplainLike } from '../../lib/paths.ts';

export type Element = { type: 'node'; item: TopologyNode } | { type: 'edge'; item: TopologyEdge };

export function findElement(topology: Topology, id: string): Element | null {
  const node = topology.nodes.find((candidate) => candidate.id === id);
  if (node) return { type: 'node', item: node };
  const edge = topology.edges.find((candidate) => candidate.id === id);
  return edge ? { type: 'edge', item: edge } : null;
}

/** The service that a wizard opened from this element steers: an edge's destination, a node's own. */
export function steeredService(topology: Topology, id: string): { namespace: string; name: string } | null {
  const element = findElement(topology, id);
  if (!element) return null;
  // Where no route was found, Istio's metrics name the destination `unknown`.
  if (element.item.service && element.item.service.name !== 'unknown') return element.item.service;
  if (element.type === 'node') return null;
  return (
    topology.nodes.find((node) => node.id === element.item.target)?.service ??
    topology.boxes.find((box) => box.id === element.item.target)?.service ??
    null
  );
}

/** The request that Explain opens with: to the service of the element, from the workload at the start of an edge. */
export function explainedCall(topology: Topology, id: string): ExplainLike | null {
  const service = steeredService(topology, id);
  if (!service) return null;
  const element = findElement(topology, id);
  const source = element?.type === 'edge' ? topology.nodes.find((node) => node.id === element.item.source) : undefined;
  if (source?.kind !== 'workload' && source?.kind !== 'gateway') return { service };
  return { service, from: { namespace: source.namespace, name: source.name } };
}
