import { pointAt } from './edge-curves.ts';
import type { Point, Rect } from './layout-graph.ts';
import { overlaps } from './place-new.ts';

export interface LabelWish {
  id: string;
  width: number;
  height: number;
  /** The edge's way, in the same units as width and height. */
  points: readonly Point[];
  /** Smaller is placed earlier: selected, failing, degraded, then by rate. */
  rank: readonly number[];
  /** Belongs to one of several lines that part: stands where they have parted, and on its own line only. */
  strand: boolean;
  /** Unhealthy labels may cover other edges, busy ones may not. */
  mayCover: 'never' | 'if-needed';
}

export interface PlacedLabel extends Rect {
  id: string;
}

const shares = [0.5, 0.4, 0.6, 0.3, 0.7];
/** Strands start at one point, so their labels keep to the second half. */
const strandShares = [0.64, 0.7, 0.58, 0.76, 0.52, 0.46];
const nudges = [0, -6, 6, -9, 9];

/**
 * Places labels one after the other, each at the first candidate that touches no node, box head or placed label; what finds no
 * place is left out and shown on hover. Positions that cover no other edge and no box's border are preferred.
 */
export function placeLabels(wishes: readonly LabelWish[], blocked: readonly Rect[], frames: readonly Rect[] = []): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const wish of [...wishes].sort(byRank)) {
    const free = candidates(wish).filter(
      (rect) => !blocked.some((other) => overlaps(rect, other, 2)) && !placed.some((other) => overlaps(rect, other, 3)),
    );
    const clear = free.filter((rect) => !wishes.some((other) => other.id !== wish.id && other.points.some((point) => holds(rect, point))));
    const offFrames = (rect: Rect) => !frames.some((frame) => cutsFrame(rect, frame));
    const chosen = clear.find(offFrames) ?? clear[0] ?? (wish.mayCover === 'if-needed' ? (free.find(offFrames) ?? free[0]) : undefined);
    if (chosen) placed.push({ id: wish.id, ...chosen });
  }
  return placed;
}

function candidates({ width, height, points, strand }: LabelWish): Rect[] {
  const at = (share: number, offset: number): Rect => {
    const point = pointAt(points, share);
    return { x: point.x - width / 2, y: point.y + offset - height / 2, width, height };
  };
  if (strand) return strandShares.map((share) => at(share, 0));
  return nudges.flatMap((nudge) => shares.map((share) => at(share, nudge)));
}

function byRank(a: LabelWish, b: LabelWish): number {
  for (const [index, value] of a.rank.entries()) {
    const difference = value - (b.rank[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.id < b.id ? -1 : 1;
}

function holds(rect: Rect, point: Point): boolean {
  return point.x > rect.x && point.x < rect.x + rect.width && point.y > rect.y && point.y < rect.y + rect.height;
}

/** Whether a rectangle lies on a box's border. */
function cutsFrame(rect: Rect, frame: Rect): boolean {
  const inside =
    rect.x > frame.x && rect.x + rect.width < frame.x + frame.width && rect.y > frame.y && rect.y + rect.height < frame.y + frame.height;
  return !inside && overlaps(rect, frame);
}
