import { useLocale } from '../lib/words.ts';
import type { ChartSeries } from './chart-series.ts';
import type { TickFormat } from './ticks.ts';
import { formatClock } from './time.ts';
import css from './time-chart.module.css';

/** Time, then every series with its value at the right, largest first. */
export function ChartTooltip({
  timeMs,
  rows,
  series,
  format,
}: {
  timeMs: number;
  rows: readonly Record<string, number | null>[];
  series: readonly ChartSeries[];
  format: TickFormat;
}) {
  const locale = useLocale();
  const row = rows.find((candidate) => candidate.time === timeMs);
  if (!row) return null;
  const entries = series.map((one) => ({ one, value: row[one.key] ?? null })).sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return (
    <div className={`floating ${css.tooltip}`}>
      <div className="ink-3">{formatClock(timeMs, timeMs, locale, true)}</div>
      {entries.map(({ one, value }) => (
        <div key={one.key} className={css.entry}>
          <i style={{ background: one.color }} />
          <span>{one.label}</span>
          <b>{value === null ? '–' : format(value, true)}</b>
        </div>
      ))}
    </div>
  );
}
