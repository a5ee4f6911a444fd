import type { Graph, GraphBox, GraphNode } from './graph.ts';

/** Keeps what touches the given namespaces (null: all): their nodes, every edge with an end there, and whatever those edges end at. */
export function showOnly(namespaces: ReadonlySet<string> | null, graph: Graph): Graph {
  if (namespaces === null) return graph;
  const namespaceOf = new Map([...graph.nodes, ...graph.boxes].map(({ id, namespace }) => [id, namespace]));
  const inside = (id: string): boolean => namespaces.has(namespaceOf.get(id) ?? '');
  const touching = new Set(graph.edges.filter((edge) => inside(edge.source) || inside(edge.target)));
  // A helm without its strands would say nothing: they come with the call that ends at it.
  const targets = new Set([...touching].map((edge) => edge.target));
  const edges = graph.edges.filter((edge) => touching.has(edge) || (edge.kind !== 'call' && targets.has(edge.source)));
  const ends = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const nodes = graph.nodes.filter((node) => ends.has(node.id) || (node.box !== null && ends.has(node.box)) || inside(node.id));
  return { nodes, edges, boxes: usedBoxes(graph.boxes, nodes) };
}

/** Boxes with something in them. */
export function usedBoxes(boxes: readonly GraphBox[], nodes: readonly GraphNode[]): GraphBox[] {
  const ids = new Set(nodes.flatMap((node) => [`namespace:${node.namespace}`, node.box]));
  return boxes.filter((box) => ids.has(box.id));
}
