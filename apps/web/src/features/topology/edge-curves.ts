import { routeAround } from './avoid.ts';
import type { Point, Rect } from './layout-graph.ts';
import { boxHead } from './sizes.ts';

/** How an edge runs. `controls` are the two control points of an S; `corners` the bends of a way round obstacles. */
export type Curve = { start: Point; end: Point; points: Point[] } & (
  | { kind: 'bend'; controls: [Point, Point] }
  | { kind: 'way'; corners: Point[] }
);

export interface CurveEnd {
  id: string;
  shape: 'node' | 'gateway' | 'helm' | 'box';
}
export interface CurveEdge {
  id: string;
  source: string;
  target: string;
}

/** What the curves are computed from; plain data, so that it can be sent to a worker. */
export interface CurveInput {
  edges: CurveEdge[];
  nodes: [string, Rect, CurveEnd['shape']][];
  /** Boxes, and for each the one that holds it. */
  boxes: [string, Rect][];
  parents: [string, string][];
}

/**
 * Every edge leaves at the right and arrives at the left, ports sorted so that edges do not cross at the node. What has to go
 * round something arrives from elsewhere than its source, so ports are sorted a second time once the ways are known.
 */
export function edgeCurves(input: CurveInput): Map<string, Curve> {
  const first = drawCurves(input, new Map());
  const approaches = new Map<string, Approach>();
  for (const [id, curve] of first) {
    if (curve.kind === 'bend') continue;
    const [, afterStart] = curve.corners;
    const beforeEnd = curve.corners.at(-2);
    approaches.set(id, { leavesTowards: afterStart?.y ?? curve.end.y, arrivesFrom: beforeEnd?.y ?? curve.start.y });
  }
  return approaches.size === 0 ? first : drawCurves(input, approaches);
}

/** Heights that decide the order of ports where an edge does not simply run from centre to centre. */
interface Approach {
  leavesTowards: number;
  arrivesFrom: number;
}

function drawCurves(input: CurveInput, approaches: Map<string, Approach>): Map<string, Curve> {
  const rects = new Map<string, Rect>([...input.nodes.map(([id, rect]): [string, Rect] => [id, rect]), ...input.boxes]);
  const shapes = new Map(input.nodes.map(([id, , shape]) => [id, shape]));
  const parents = new Map(input.parents);
  const ports = assignPorts(input.edges, rects, shapes, approaches);
  const curves = new Map<string, Curve>();
  for (const edge of input.edges) {
    const port = ports.get(edge.id);
    if (!port) continue;
    const bend = toBend(port.start, port.end);
    const inTheWay = obstaclesOf(edge, input, parents);
    const isOwn = (rect: Rect) => rect === rects.get(edge.source) || rect === rects.get(edge.target);
    const inside = bend.points.slice(1, -1);
    const isFree = !inside.some((point) => inTheWay.some((rect) => holds(rect, point, isOwn(rect) ? -1 : 5)));
    const corners = isFree ? null : routeAround(port.start, port.end, inTheWay);
    curves.set(edge.id, corners ? toWay(port.start, corners, port.end) : bend);
  }
  return curves;
}

/** Nodes and app boxes except those that hold one of the ends. The edge's own nodes count: it touches them only at its ports. */
function obstaclesOf(edge: CurveEdge, input: CurveInput, parents: Map<string, string>): Rect[] {
  const own = new Set<string>();
  for (const end of [edge.source, edge.target]) for (let at = parents.get(end); at !== undefined; at = parents.get(at)) own.add(at);
  const boxes = input.boxes.filter(([id]) => !own.has(id) && parents.has(id)).map(([, rect]) => rect);
  // Members of a box that is itself the target are behind its border.
  const nodes = input.nodes
    .filter(([id]) => !own.has(id) && !(parents.get(id) !== undefined && parents.get(id) === edge.target))
    .map(([, rect]) => rect);
  return [...nodes, ...boxes];
}

interface Port {
  start: Point;
  end: Point;
}

function assignPorts(
  edges: readonly CurveEdge[],
  rects: Map<string, Rect>,
  shapes: Map<string, CurveEnd['shape']>,
  approaches: Map<string, Approach>,
): Map<string, Port> {
  const ports = new Map<string, Port>();
  const known = edges.filter((edge) => rects.has(edge.source) && rects.has(edge.target));
  for (const edge of known) ports.set(edge.id, { start: { x: 0, y: 0 }, end: { x: 0, y: 0 } });
  const spread = (side: 'source' | 'target', other: 'source' | 'target') => {
    const groups = new Map<string, CurveEdge[]>();
    for (const edge of known) groups.set(edge[side], [...(groups.get(edge[side]) ?? []), edge]);
    for (const [id, group] of groups) {
      const rect = rects.get(id);
      if (!rect) continue;
      const centre = (edge: CurveEdge) => middle(rects.get(edge[other]) ?? rect);
      const height = (edge: CurveEdge) => approaches.get(edge.id)?.[side === 'source' ? 'leavesTowards' : 'arrivesFrom'] ?? centre(edge);
      const sorted = [...group].sort((a, b) => height(a) - height(b));
      sorted.forEach((edge, index) => {
        const port = ports.get(edge.id);
        if (!port) return;
        const offset = portOffset(index, sorted.length, rect.height, shapes.get(id) ?? 'box');
        if (side === 'source') port.start = rightPort(rect, offset, shapes.get(id) ?? 'box');
        else port.end = leftPort(rect, offset, shapes.get(id) ?? 'box', centre(edge));
      });
    }
  };
  spread('source', 'target');
  spread('target', 'source');
  return ports;
}

/** Ports stand up to 10 px apart, closer where the node is low. A helm has one at each tip. */
export function portOffset(index: number, count: number, height: number, shape: CurveEnd['shape']): number {
  if (shape === 'helm' || count < 2) return 0;
  const step = Math.min(10, (height - 12) / (count - 1));
  return (index - (count - 1) / 2) * step;
}

function rightPort(rect: Rect, offset: number, shape: CurveEnd['shape']): Point {
  // The tag of a gateway is 12 px long over half the height.
  const inset = shape === 'gateway' ? (Math.abs(offset) / (rect.height / 2)) * 12 : 0;
  return { x: rect.x + rect.width - inset, y: middle(rect) + offset };
}

function leftPort(rect: Rect, offset: number, shape: CurveEnd['shape'], from: number): Point {
  if (shape !== 'box') return { x: rect.x, y: middle(rect) + offset };
  return { x: rect.x, y: Math.min(Math.max(from + offset, rect.y + boxHead + 10), rect.y + rect.height - 18) };
}

/** An S with horizontal ends: two quadratic curves that meet half way, as cytoscape's unbundled-bezier draws two control points. */
export function toBend(start: Point, end: Point): Curve {
  const reach = Math.max(24, Math.abs(end.x - start.x) * 0.5);
  const first = { x: start.x + reach, y: start.y };
  const second = { x: end.x - reach, y: end.y };
  const half = { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
  const points = [...sample(start, first, half, 16), ...sample(half, second, end, 16).slice(1)];
  return { kind: 'bend', start, end, controls: [first, second], points };
}

/** A way round obstacles with corners rounded by up to 26 px. */
export function toWay(start: Point, corners: Point[], end: Point): Curve {
  const points: Point[] = [start];
  corners.forEach((corner, index) => {
    const before = corners[index - 1] ?? start;
    const after = corners[index + 1] ?? end;
    const into = towards(corner, before, Math.min(26, distance(corner, before) / 2));
    const out = towards(corner, after, Math.min(26, distance(corner, after) / 2));
    points.push(...sample(into, corner, out, 6));
  });
  points.push(end);
  return { kind: 'way', start, end, corners, points };
}

function sample(from: Point, control: Point, to: Point, steps: number): Point[] {
  return Array.from({ length: steps + 1 }, (_, index) => {
    const t = index / steps;
    const u = 1 - t;
    return {
      x: u * u * from.x + 2 * u * t * control.x + t * t * to.x,
      y: u * u * from.y + 2 * u * t * control.y + t * t * to.y,
    };
  });
}

/** Where cytoscape wants a point: along the line between the ends (0..1) and off it, at right angles. */
export function toCytoscapePoint(point: Point, start: Point, end: Point): { weight: number; distance: number } {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const length = Math.hypot(dx, dy) || 1;
  const px = point.x - start.x;
  const py = point.y - start.y;
  return { weight: (px * dx + py * dy) / (length * length), distance: (px * -dy + py * dx) / length };
}

/** The point at a share 0..1 of a polyline's length, and the direction there. */
export function pointAt(points: readonly Point[], share: number): Point & { angle: number } {
  const total = lengthOf(points);
  let left = total * share;
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1];
    const b = points[index];
    if (!a || !b) break;
    const step = distance(a, b);
    if (step >= left && step > 0) {
      const t = left / step;
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, angle: Math.atan2(b.y - a.y, b.x - a.x) };
    }
    left -= step;
  }
  const last = points.at(-1) ?? { x: 0, y: 0 };
  return { ...last, angle: 0 };
}

export function lengthOf(points: readonly Point[]): number {
  let total = 0;
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1];
    const b = points[index];
    if (a && b) total += distance(a, b);
  }
  return total;
}

function holds(rect: Rect, point: Point, margin: number): boolean {
  return (
    point.x > rect.x - margin &&
    point.x < rect.x + rect.width + margin &&
    point.y > rect.y - margin &&
    point.y < rect.y + rect.height + margin
  );
}

function middle(rect: Rect): number {
  return rect.y + rect.height / 2;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
