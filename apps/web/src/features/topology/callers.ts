import type { Topology, TopologyEdge } from '@pidalio/contract';

export interface Peer {
  /** The edge whose numbers these are, and that a click opens. */
  edge: TopologyEdge;
  /** Ids of nodes; several where callers share a helm, which measures them together. */
  others: string[];
  byRule: boolean;
}

/** Who calls a node, in fact: a helm calls nobody, it passes on what its callers send. */
export function callersOf({ nodes, edges }: Topology, id: string): Peer[] {
  const helms = new Set(nodes.filter((node) => node.kind === 'helm').map((node) => node.id));
  return edges
    .filter((edge) => edge.target === id)
    .map((edge) => {
      const byRule = helms.has(edge.source);
      const others = byRule ? edges.filter((call) => call.target === edge.source).map((call) => call.source) : [edge.source];
      return { edge, others: [...new Set(others)], byRule };
    });
}

/** Whom a node calls: services behind a rule as a whole, not their shares. */
export function calleesOf({ edges }: Topology, id: string): Peer[] {
  return edges.filter((edge) => edge.source === id).map((edge) => ({ edge, others: [edge.target], byRule: false }));
}
