import type { DrawModel, DrawnNode } from './draw-model.ts';
import { type Layout, parentsOf, type Rect } from './layout-graph.ts';
import { overlaps } from './place-new.ts';

const gap = 18;
/** Room for an edge's label between caller and target. */
const reach = 84;

/**
 * Targets outside the mesh that one namespace alone calls: they stand above its box at the right, where they cost the graph no
 * width, instead of in a column of their own.
 */
export function loneOutsiders(model: DrawModel): Map<string, { boxId: string; callers: string[] }> {
  const parents = parentsOf(model);
  const homeOf = (id: string): string | undefined => {
    const parent = parents.get(id);
    return parent === undefined ? undefined : (homeOf(parent) ?? parent);
  };
  const outsiders = new Map<string, { boxId: string; callers: string[] }>();
  for (const { id } of model.nodes.filter(isOutside)) {
    const callers = model.edges.filter((edge) => edge.edge.target === id).map((edge) => edge.edge.source);
    const homes = new Set(callers.map(homeOf));
    const [home] = homes;
    const calls = model.edges.some((edge) => edge.edge.source === id);
    if (homes.size === 1 && home !== undefined && !calls) outsiders.set(id, { boxId: home, callers });
  }
  return outsiders;
}

function isOutside({ node }: DrawnNode): boolean {
  return node.namespace === '' && node.kind !== 'helm';
}

/** Adds the lone outsiders to a layout that holds everything else, row upon row, moving up past what is in the way. */
export function placeOutside(layout: Layout, model: DrawModel): void {
  for (const [id, { boxId, callers }] of loneOutsiders(model)) {
    const box = layout.boxes.get(boxId);
    const drawn = model.nodes.find((node) => node.id === id);
    if (!box || !drawn || layout.nodes.has(id)) continue;
    const furthest = Math.max(...callers.map((caller) => right(layout.nodes.get(caller) ?? layout.boxes.get(caller) ?? box)));
    const place: Rect = {
      x: Math.round(Math.max(box.x + box.width - drawn.width, furthest + reach)),
      y: Math.round(box.y - gap - drawn.height),
      width: drawn.width,
      height: drawn.height,
    };
    const others = [...layout.boxes.values(), ...layout.nodes.values()];
    while (others.some((other) => overlaps(place, other, gap / 2))) place.y -= drawn.height / 2;
    layout.nodes.set(id, place);
  }
}

function right(rect: Rect): number {
  return rect.x + rect.width;
}
