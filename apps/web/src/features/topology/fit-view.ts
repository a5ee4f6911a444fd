import type { Rect } from './layout-graph.ts';
import { overlaps } from './place-new.ts';

export interface View {
  zoom: number;
  x: number;
  y: number;
}

/** Space kept free around the graph; the legend lies at the foot. */
const margin = { top: 20, right: 24, bottom: 62, left: 28 };

/**
 * The view that shows all rectangles as large as possible, at most a little over life size. `corner` is the size of a card in
 * the upper left: when something would lie under it, the graph moves beside or below it, whichever leaves it larger.
 */
export function fitView(
  rects: readonly Rect[],
  canvas: { width: number; height: number },
  corner: { width: number; height: number } | null,
): View | null {
  if (rects.length === 0) return null;
  const whole = fitInto(rects, canvas, margin.left, margin.top);
  if (!whole || !corner || !rects.some((rect) => overlaps(onScreen(rect, whole), { x: 0, y: 0, ...corner }, 12))) return whole;
  const beside = fitInto(rects, canvas, corner.width + 16, margin.top);
  const below = fitInto(rects, canvas, margin.left, corner.height + 16);
  const moved = [beside, below].filter((view) => view !== null).sort((a, b) => b.zoom - a.zoom)[0];
  return moved ?? whole;
}

function fitInto(rects: readonly Rect[], canvas: { width: number; height: number }, left: number, top: number): View | null {
  const bounds = boundsOf(rects);
  const width = canvas.width - left - margin.right;
  const height = canvas.height - top - margin.bottom;
  if (width <= 0 || height <= 0 || bounds.width <= 0) return null;
  const largest = canvas.width > 1500 ? 1.3 : 1.1;
  const zoom = Math.min(largest, width / bounds.width, height / Math.max(1, bounds.height));
  return {
    zoom,
    x: left + (width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: top + (height - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
}

function boundsOf(rects: readonly Rect[]): Rect {
  // A chevron may stand 12 px left of a node, and a badge a little below it.
  const x = Math.min(...rects.map((rect) => rect.x)) - 12;
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) + 10 - y,
  };
}

function onScreen(rect: Rect, view: View): Rect {
  return { x: rect.x * view.zoom + view.x, y: rect.y * view.zoom + view.y, width: rect.width * view.zoom, height: rect.height * view.zoom };
}
