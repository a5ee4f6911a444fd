import type { Point, Rect } from './layout-graph.ts';

const cell = 8;
const clearance = 10;
/** Length of the straight piece at each end. */
const stub = 18;

/**
 * A way from `start` to `end` round the obstacles, leaving to the right and arriving from the left: A* on a grid, then pulled
 * tight. Returns the corners between the ends; null when there is no way.
 */
export function routeAround(start: Point, end: Point, obstacles: readonly Rect[]): Point[] | null {
  const from = { x: start.x + stub, y: start.y };
  const to = { x: end.x - stub, y: end.y };
  const grid = toGrid(from, to, obstacles);
  const cells = findWay(grid, grid.indexOf(from), grid.indexOf(to));
  if (!cells) return null;
  const way = [from, ...cells.slice(1, -1).map(grid.pointOf), to];
  return pullTight(way, obstacles);
}

interface Grid {
  columns: number;
  rows: number;
  blocked: Uint8Array;
  indexOf(point: Point): number;
  pointOf(index: number): Point;
}

function toGrid(from: Point, to: Point, obstacles: readonly Rect[]): Grid {
  const xs = [from.x, to.x, ...obstacles.flatMap((rect) => [rect.x, rect.x + rect.width])];
  const ys = [from.y, to.y, ...obstacles.flatMap((rect) => [rect.y, rect.y + rect.height])];
  const left = Math.min(...xs) - 48;
  const top = Math.min(...ys) - 48;
  const columns = Math.ceil((Math.max(...xs) + 48 - left) / cell) + 1;
  const rows = Math.ceil((Math.max(...ys) + 48 - top) / cell) + 1;
  const blocked = new Uint8Array(columns * rows);
  for (const rect of obstacles) {
    const firstColumn = Math.max(0, Math.ceil((rect.x - clearance - left) / cell));
    const lastColumn = Math.min(columns - 1, Math.floor((rect.x + rect.width + clearance - left) / cell));
    const firstRow = Math.max(0, Math.ceil((rect.y - clearance - top) / cell));
    const lastRow = Math.min(rows - 1, Math.floor((rect.y + rect.height + clearance - top) / cell));
    for (let row = firstRow; row <= lastRow; row += 1) blocked.fill(1, row * columns + firstColumn, row * columns + lastColumn + 1);
  }
  return {
    columns,
    rows,
    blocked,
    indexOf: (point) => Math.round((point.y - top) / cell) * columns + Math.round((point.x - left) / cell),
    pointOf: (index) => ({ x: left + (index % columns) * cell, y: top + Math.floor(index / columns) * cell }),
  };
}

/** A* with octile distances. A blocked start or end counts as free: it lies close to its own node. */
function findWay(grid: Grid, start: number, goal: number): number[] | null {
  const { columns, rows, blocked } = grid;
  const cost = new Float64Array(columns * rows).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(columns * rows).fill(-1);
  const goalX = goal % columns;
  const goalY = Math.floor(goal / columns);
  const guess = (index: number) => {
    const dx = Math.abs((index % columns) - goalX);
    const dy = Math.abs(Math.floor(index / columns) - goalY);
    return Math.max(dx, dy) + (Math.SQRT2 - 1) * Math.min(dx, dy);
  };
  const open = new Heap();
  cost[start] = 0;
  open.push(start, guess(start));
  for (let current = open.pop(); current !== -1; current = open.pop()) {
    if (current === goal) return trace(cameFrom, goal);
    const x = current % columns;
    const y = Math.floor(current / columns);
    for (let dy = -1; dy <= 1; dy += 1)
      for (let dx = -1; dx <= 1; dx += 1) {
        const nextX = x + dx;
        const nextY = y + dy;
        if ((dx === 0 && dy === 0) || nextX < 0 || nextY < 0 || nextX >= columns || nextY >= rows) continue;
        const next = nextY * columns + nextX;
        if (blocked[next] && next !== goal) continue;
        const candidate = (cost[current] ?? 0) + (dx !== 0 && dy !== 0 ? Math.SQRT2 : 1);
        if (candidate >= (cost[next] ?? 0)) continue;
        cost[next] = candidate;
        cameFrom[next] = current;
        open.push(next, candidate + guess(next));
      }
  }
  return null;
}

function trace(cameFrom: Int32Array, goal: number): number[] {
  const way = [goal];
  for (let at = cameFrom[goal] ?? -1; at !== -1; at = cameFrom[at] ?? -1) way.push(at);
  return way.reverse();
}

/** Drops every corner that can be cut without touching an obstacle. */
export function pullTight(way: readonly Point[], obstacles: readonly Rect[]): Point[] {
  const kept: Point[] = [];
  let index = 0;
  while (index < way.length) {
    const at = way[index];
    if (!at) break;
    kept.push(at);
    let next = index + 1;
    for (let candidate = way.length - 1; candidate > index + 1; candidate -= 1) {
      const goal = way[candidate];
      if (!goal || obstacles.some((rect) => crosses(at, goal, rect, clearance - 3))) continue;
      next = candidate;
      break;
    }
    index = next;
  }
  return kept;
}

/** Whether the line from a to b touches the rectangle grown by `margin` (Liang–Barsky clipping). */
export function crosses(a: Point, b: Point, rect: Rect, margin: number): boolean {
  let enter = 0;
  let leave = 1;
  const clip = (delta: number, distance: number): boolean => {
    if (delta === 0) return distance >= 0;
    const t = distance / delta;
    if (delta < 0) enter = Math.max(enter, t);
    else leave = Math.min(leave, t);
    return enter <= leave;
  };
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return (
    clip(-dx, a.x - (rect.x - margin)) &&
    clip(dx, rect.x + rect.width + margin - a.x) &&
    clip(-dy, a.y - (rect.y - margin)) &&
    clip(dy, rect.y + rect.height + margin - a.y)
  );
}

/** A binary heap of cells by priority; outdated entries are harmless. */
class Heap {
  #items: { cell: number; priority: number }[] = [];

  push(item: number, priority: number): void {
    const items = this.#items;
    let at = items.length;
    const entry = { cell: item, priority };
    items.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = items[up];
      if (!parent || parent.priority <= priority) break;
      items[at] = parent;
      at = up;
    }
    items[at] = entry;
  }

  /** The cell with the lowest priority; -1 when there is none. */
  pop(): number {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (!top || !last) return -1;
    if (items.length === 0) return top.cell;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const left = items[down];
      const right = items[down + 1];
      if (!left) break;
      if (right && right.priority < left.priority) down += 1;
      const child = items[down];
      if (!child || child.priority >= last.priority) break;
      items[at] = child;
      at = down;
    }
    items[at] = last;
    return top.cell;
  }
}
