import type { DrawModel } from './draw-model.ts';

/** What stays lit while one thing is pointed at: itself, its edges and their other ends; through a helm, on to its versions or callers. */
export function litPath(model: DrawModel, id: string): Set<string> {
  const helms = new Set(model.nodes.filter((node) => node.node.kind === 'helm').map((node) => node.id));
  const lit = new Set([id]);
  const spread = (at: string, direction: 'out' | 'in' | 'both') => {
    for (const { edge } of model.edges) {
      const out = direction !== 'in' && edge.source === at;
      const into = direction !== 'out' && edge.target === at;
      if (!out && !into) continue;
      lit.add(edge.id);
      const other = out ? edge.target : edge.source;
      if (lit.has(other)) continue;
      lit.add(other);
      if (helms.has(other)) spread(other, out ? 'out' : 'in');
    }
  };
  const edge = model.edges.find((candidate) => candidate.id === id)?.edge;
  if (!edge) {
    spread(id, 'both');
    return lit;
  }
  lit.add(edge.source).add(edge.target);
  if (helms.has(edge.target)) spread(edge.target, 'out');
  if (helms.has(edge.source)) spread(edge.source, 'in');
  return lit;
}
