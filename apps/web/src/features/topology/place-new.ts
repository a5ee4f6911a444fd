import type { DrawModel } from './draw-model.ts';
import { helmSlot, type Layout, parentsOf, type Rect } from './layout-graph.ts';
import { boxPadding } from './sizes.ts';

const gap = 24;

/**
 * Keeps every node where it was and puts new ones at the free place nearest their caller, growing their boxes. Null when that
 * would push a box into another: then the whole graph is laid out again. A helm takes the place its box keeps free.
 */
export function placeNew(previous: Layout, model: DrawModel): Layout | null {
  const parents = parentsOf(model);
  if (model.boxes.some((box) => !previous.boxes.has(box.id))) return null;
  const layout: Layout = { nodes: new Map(previous.nodes), boxes: new Map(previous.boxes) };
  for (const { id, node, width, height } of model.nodes) {
    const old = layout.nodes.get(id);
    if (old) {
      if (parents.get(id) !== undefined && !isInside(old, layout.boxes.get(parents.get(id) ?? ''))) return null;
      // Numbers change width by a few pixels; the left edge stays.
      layout.nodes.set(id, { ...old, width: Math.max(old.width, width), height });
      continue;
    }
    // What lies outside the mesh finds its place once everything else has one.
    if (node.namespace === '' && parents.get(id) === undefined) continue;
    const slot = node.kind === 'helm' && node.box ? helmSlot(layout, node.box) : undefined;
    const place = slot ?? freePlace(id, width, height, model, layout, parents);
    if (!place) return null;
    layout.nodes.set(id, place);
    if (!growBoxes(id, place, layout, parents)) return null;
  }
  return layout;
}

function freePlace(id: string, width: number, height: number, model: DrawModel, layout: Layout, parents: Map<string, string>): Rect | null {
  const edge =
    model.edges.find((candidate) => candidate.edge.target === id) ?? model.edges.find((candidate) => candidate.edge.source === id);
  const neighbour = edge && layout.nodes.get(edge.edge.target === id ? edge.edge.source : edge.edge.target);
  const box = layout.boxes.get(parents.get(id) ?? '');
  if (!box) return null;
  const start = neighbour ? { x: neighbour.x + neighbour.width + 80, y: neighbour.y } : { x: box.x + boxPadding, y: box.y + box.height };
  const x = Math.min(Math.max(start.x, box.x + boxPadding), Math.max(box.x + boxPadding, box.x + box.width - width - boxPadding));
  const inTheWay = obstacles(id, layout, parents);
  for (let step = 0; step < 40; step += 1) {
    const y = start.y + (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * (height + gap);
    if (y < box.y + 38) continue;
    const place = { x, y, width, height };
    if (!inTheWay.some((rect) => overlaps(place, rect, gap / 2))) return place;
  }
  return null;
}

/** Everything drawn that neither holds the node nor lies inside another box that counts already. */
function obstacles(id: string, layout: Layout, parents: Map<string, string>): Rect[] {
  const ancestors = new Set<string>();
  for (let parent = parents.get(id); parent !== undefined; parent = parents.get(parent)) ancestors.add(parent);
  const boxes = [...layout.boxes].filter(([boxId]) => !ancestors.has(boxId)).map(([, rect]) => rect);
  return [...layout.nodes.values(), ...boxes];
}

function growBoxes(id: string, place: Rect, layout: Layout, parents: Map<string, string>): boolean {
  let inner: Rect = place;
  for (let boxId = parents.get(id); boxId !== undefined; boxId = parents.get(boxId)) {
    const box = layout.boxes.get(boxId);
    if (!box) return false;
    const right = Math.max(box.x + box.width, inner.x + inner.width + boxPadding);
    const bottom = Math.max(box.y + box.height, inner.y + inner.height + boxPadding);
    const grown = { ...box, width: right - box.x, height: bottom - box.y };
    const siblings = [...layout.boxes].filter(([other]) => other !== boxId && parents.get(other) === parents.get(boxId ?? ''));
    if (siblings.some(([, rect]) => overlaps(grown, rect, 4))) return false;
    layout.boxes.set(boxId, grown);
    inner = grown;
  }
  return true;
}

export function overlaps(a: Rect, b: Rect, margin = 0): boolean {
  return a.x < b.x + b.width + margin && b.x < a.x + a.width + margin && a.y < b.y + b.height + margin && b.y < a.y + a.height + margin;
}

function isInside(rect: Rect, box: Rect | undefined): boolean {
  return (
    box !== undefined &&
    rect.x >= box.x &&
    rect.y >= box.y &&
    rect.x + rect.width <= box.x + box.width &&
    rect.y + rect.height <= box.y + box.height
  );
}
