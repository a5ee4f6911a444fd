import type { Graph } from './graph.ts';

/** Keeps what touches the given namespaces: their nodes, every edge with an end there, and whatever those edges end at. */
export function showOnly(namespaces: ReadonlySet<string> | null, graph: Graph): Graph {
  const namespaceOf = new Map([...graph.nodes, ...graph.boxes].map(({ id, namespace }) => [id, namespace]));
  const inside = (id: string): boolean => namespaces === null || namespaces.has(namespaceOf.get(id) ?? '');
  const touching = graph.edges.filter((edge) => inside(edge.source) || inside(edge.target));
  // A helm without its strands would say nothing: they come with the call that ends at it.
  const targets = new Set(touching.map((edge) => edge.target));
  const edges = graph.edges.filter((edge) => touching.includes(edge) || (edge.kind !== 'call' && targets.has(edge.source)));
  const ends = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const nodes = graph.nodes.filter((node) => ends.has(node.id) || (node.box !== null && ends.has(node.box)) || inside(node.id));
  const boxIds = new Set(nodes.flatMap((node) => [`namespace:${node.namespace}`, node.box]));
  return { nodes, edges, boxes: graph.boxes.filter((box) => boxIds.has(box.id)) };
}
