import type { TickFormat } from './ticks.ts';

export interface ChartSeries {
  key: string;
  /** Stands at the line's right end and in the tooltip. */
  label: string;
  values: readonly (number | null)[];
  /** CSS colours, e.g. `var(--pct-99)`; `ink` for text, where the stroke would be too faint. */
  color: string;
  ink?: string;
  /** Configured rather than seen. */
  dashed?: boolean;
  area?: boolean;
  width?: number;
}

export interface TimeChartProps {
  /** What the chart shows, for screen readers. */
  label: string;
  timesMs: readonly number[];
  series: readonly ChartSeries[];
  height?: number;
  format: TickFormat;
  /** Areas on top of each other. */
  stacked?: boolean;
  endLabels?: boolean;
  /** Change marks: dotted accent line with a foot; text only for the one the page is about. */
  marks?: readonly { atMs: number; label?: string }[];
  guard?: { value: number; label: string };
  /** From here to the right edge nothing is known: grey hatch. */
  unknownFromMs?: number | null;
  /** Charts with the same id share the crosshair. */
  syncId?: string;
  /** Room for the axis' words, so that charts above each other line up. */
  axisWidth?: number;
  /** At least this much on the axis, so that a quiet line does not look wild. */
  atLeast?: number;
  /** The axis ends here, for what cannot be more: shares end at 1. */
  atMost?: number;
}
