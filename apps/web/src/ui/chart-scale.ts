interface AxisLimits {
  /** The axis goes on to here, so that a quiet line does not look wild. */
  atLeast?: number;
  /** The axis ends here, for what cannot be more. */
  atMost?: number;
}

/** A round number a little above the largest value, and two or three ticks from zero: 47 → 50 with 0, 25, 50. */
export function yScale(
  largest: number,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: AxisLimits = {},
): { max: number; ticks: number[] } {
  const wanted = Math.max(largest * 1.04, atLeast);
  if (wanted > atMost) return { max: atMost, ticks: [0, atMost / 2, atMost] };
  if (!(wanted > 0)) return { max: 1, ticks: [0, 1] };
  const power = 10 ** Math.floor(Math.log10(wanted));
  // Binary fractions: 0.012 is not quite 1.2 × 0.01.
  const step = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10, 12].find((candidate) => candidate * power >= wanted * (1 - 1e-9)) ?? 12;
  const max = Number((step * power).toPrecision(3));
  return { max, ticks: [0, Number((max / 2).toPrecision(3)), max] };
}

/** Moves labels apart so that none is nearer than `gap` to the next, staying within 0..height where that is possible. */
export function spreadLabels<T extends { y: number }>(labels: readonly T[], gap: number, height: number): T[] {
  const placed = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label }));
  let floor = Number.NEGATIVE_INFINITY;
  for (const label of placed) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = height;
  for (const label of placed.reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  return placed.reverse();
}

/** Start and end, and round times between them when there is room for more. */
export function timeTicks(startMs: number, endMs: number, widthPx: number): number[] {
  const between = widthPx > 420 ? 2 : widthPx > 260 ? 1 : 0;
  const ticks = [startMs];
  for (let index = 1; index <= between; index += 1) ticks.push(startMs + ((endMs - startMs) * index) / (between + 1));
  return [...ticks, endMs];
}
