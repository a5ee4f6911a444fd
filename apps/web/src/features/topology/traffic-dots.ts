import type { DrawModel } from './draw-model.ts';
import { type Curve, lengthOf, pointAt } from './edge-curves.ts';
import { dotsPerSecond } from './sizes.ts';

const speedPx = 70;
const mostDots = 600;
const mostEdges = 1000;

/** The flow of one edge: a dot starts every `everyMs` and takes `travelMs`; of `failing` (0..1) it is a diamond. */
export interface DotStream {
  points: { x: number; y: number }[];
  travelMs: number;
  everyMs: number;
  offsetMs: number;
  failing: number;
}

/** Streams for all edges that move, thinned evenly when more than 600 dots would be on screen at once. */
export function toDotStreams(model: DrawModel, curves: Map<string, Curve>): DotStream[] {
  if (model.edges.length > mostEdges) return [];
  const streams = model.edges.flatMap(({ id, edge }, index): DotStream[] => {
    const curve = curves.get(id);
    const perSecond = dotsPerSecond(edge.protocol === 'tcp' ? (edge.bytesPerSecond ?? 0) / 1000 : edge.signals.requestsPerSecond);
    if (!curve || perSecond === 0) return [];
    const length = lengthOf(curve.points);
    return [
      {
        points: evenly(curve, length),
        travelMs: (length / speedPx) * 1000,
        everyMs: 1000 / perSecond,
        // Streams out of step look like traffic, in step like a marching band.
        offsetMs: index * 373,
        failing: edge.signals.errorRatio,
      },
    ];
  });
  const dots = streams.reduce((sum, stream) => sum + stream.travelMs / stream.everyMs, 0);
  const thin = Math.max(1, dots / mostDots);
  return streams.map((stream) => ({ ...stream, everyMs: stream.everyMs * thin }));
}

/** Points 4 px apart, so that a frame only looks up and never measures. */
function evenly(curve: Curve, length: number): { x: number; y: number }[] {
  const steps = Math.max(2, Math.ceil(length / 4));
  return Array.from({ length: steps + 1 }, (_, index) => pointAt(curve.points, index / steps));
}

/** Calls back with every dot of the moment; `failed` where the dot stands for a failed request. */
export function eachDot(streams: readonly DotStream[], nowMs: number, draw: (x: number, y: number, failed: boolean) => void): void {
  for (const stream of streams) {
    const time = nowMs + stream.offsetMs;
    const newest = Math.floor(time / stream.everyMs);
    const oldest = Math.ceil((time - stream.travelMs) / stream.everyMs);
    for (let number = oldest; number <= newest; number += 1) {
      const share = (time - number * stream.everyMs) / stream.travelMs;
      const point = stream.points[Math.round(share * (stream.points.length - 1))];
      if (point) draw(point.x, point.y, isFailed(number, stream.failing));
    }
  }
}

/** Spreads the failing share evenly over the dots' numbers: of 0.25 every fourth. */
export function isFailed(number: number, failing: number): boolean {
  return failing > 0 && Math.floor(number * failing) !== Math.floor((number - 1) * failing);
}
