import type { DrawModel } from './draw-model.ts';
import type { Layout, Rect } from './layout-graph.ts';

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrowKey(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** Left and right go along edges, by way of the edge itself; up and down to the nearest node above or below, or to the next edge. */
export function neighbourOf(model: DrawModel, layout: Layout, id: string, key: ArrowKey): string | null {
  const edge = model.edges.find((candidate) => candidate.id === id)?.edge;
  if (edge) {
    if (key === 'ArrowRight') return layout.nodes.has(edge.target) ? edge.target : null;
    if (key === 'ArrowLeft') return edge.source;
    const siblings = model.edges.filter((other) => other.edge.source === edge.source).map((other) => other.id);
    const at = siblings.indexOf(id) + (key === 'ArrowDown' ? 1 : -1);
    return siblings[at] ?? null;
  }
  if (key === 'ArrowRight') return model.edges.find((candidate) => candidate.edge.source === id)?.id ?? null;
  if (key === 'ArrowLeft') return model.edges.find((candidate) => candidate.edge.target === id)?.id ?? null;
  return nearest(layout, model, id, key === 'ArrowDown' ? 1 : -1);
}

function nearest(layout: Layout, model: DrawModel, id: string, direction: 1 | -1): string | null {
  const from = layout.nodes.get(id);
  if (!from) return null;
  let best: { id: string; distance: number } | null = null;
  for (const node of model.nodes) {
    const rect = layout.nodes.get(node.id);
    if (!rect || node.id === id) continue;
    const down = (centreY(rect) - centreY(from)) * direction;
    if (down < 4) continue;
    // Sideways counts double: a sibling below beats a nearer node in another column.
    const distance = down + 2 * Math.abs(rect.x - from.x);
    if (!best || distance < best.distance) best = { id: node.id, distance };
  }
  return best?.id ?? null;
}

function centreY(rect: Rect): number {
  return rect.y + rect.height / 2;
}
