import type { DrawModel } from './draw-model.ts';
import { type Layout, parentsOf, type Rect } from './layout-graph.ts';

const gapX = 64;
const gapY = 52;

/** Width over height of the place the graph is usually seen in. */
const aspect = 1.6;

/**
 * Layers of many namespaces make a strip too wide to read. Puts what lies at the mesh's level in rows instead, in the order of
 * the layers, where that lets everything be shown at least a tenth larger.
 */
export function packBoxes(layout: Layout, model: DrawModel): Layout {
  const parents = parentsOf(model);
  const all = [...layout.boxes, ...layout.nodes];
  const items = all
    .filter(([id]) => parents.get(id) === undefined && !id.startsWith('slot:'))
    .sort(([, a], [, b]) => a.x - b.x || a.y - b.y);
  if (items.length < 3) return layout;
  const before = extent(items.map(([, rect]) => rect));
  const best = bestRows(items.map(([, rect]) => rect));
  if (scaleOf(best) < scaleOf(before) * 1.1) return layout;
  const shifts = new Map(
    items.map(([id, rect], index) => [
      id,
      { x: (best.places[index]?.x ?? rect.x) - rect.x, y: (best.places[index]?.y ?? rect.y) - rect.y },
    ]),
  );
  const rootOf = (id: string): string => {
    const parent = id.startsWith('slot:') ? id.slice('slot:'.length) : parents.get(id);
    return parent === undefined ? id : rootOf(parent);
  };
  const moved = ([id, rect]: [string, Rect]): [string, Rect] => {
    const shift = shifts.get(rootOf(id)) ?? { x: 0, y: 0 };
    return [id, { ...rect, x: rect.x + shift.x, y: rect.y + shift.y }];
  };
  return { nodes: new Map([...layout.nodes].map(moved)), boxes: new Map([...layout.boxes].map(moved)) };
}

interface Rows {
  width: number;
  height: number;
  places: { x: number; y: number }[];
}

/** Fills rows from left to right for several row widths and keeps the one that can be shown largest. */
export function bestRows(rects: readonly Rect[]): Rows {
  const widest = Math.max(...rects.map((rect) => rect.width));
  const total = rects.reduce((sum, rect) => sum + rect.width + gapX, -gapX);
  let best: Rows | null = null;
  for (let step = 0; step <= 24; step += 1) {
    const rows = fillRows(rects, widest + ((total - widest) * step) / 24);
    if (!best || scaleOf(rows) > scaleOf(best)) best = rows;
  }
  return best ?? { width: 0, height: 0, places: [] };
}

function fillRows(rects: readonly Rect[], limit: number): Rows {
  const places: { x: number; y: number }[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const rect of rects) {
    if (x > 0 && x + rect.width > limit + 0.5) {
      x = 0;
      y += rowHeight + gapY;
      rowHeight = 0;
    }
    places.push({ x, y });
    x += rect.width + gapX;
    rowHeight = Math.max(rowHeight, rect.height);
    width = Math.max(width, x - gapX);
  }
  return { width, height: y + rowHeight, places };
}

function extent(rects: readonly Rect[]): { width: number; height: number } {
  const left = Math.min(...rects.map((rect) => rect.x));
  const top = Math.min(...rects.map((rect) => rect.y));
  return {
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - left,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - top,
  };
}

function scaleOf({ width, height }: { width: number; height: number }): number {
  return Math.min(aspect / Math.max(1, width), 1 / Math.max(1, height));
}
