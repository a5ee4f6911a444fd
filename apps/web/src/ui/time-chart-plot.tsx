import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { useLocale } from '../lib/words.ts';
import { spreadLabels, timeTicks, yScale } from './chart-scale.ts';
import type { ChartSeries, TimeChartProps } from './chart-series.ts';
import { formatClock } from './time.ts';
import { ChartTooltip } from './time-chart-tooltip.tsx';

const axisText = { fontSize: 11, fill: 'var(--ink-3)' } as const;

export function TimeChartPlot({
  label,
  timesMs,
  series,
  height,
  format,
  stacked = false,
  endLabels = true,
  marks = [],
  guard,
  unknownFromMs,
  syncId,
  atLeast = 0,
  atMost,
  axisWidth,
}: TimeChartProps & { height: number }) {
  const locale = useLocale();
  const rows = toRows(timesMs, series);
  const start = timesMs[0] ?? 0;
  const end = Math.max(timesMs.at(-1) ?? 1, unknownFromMs ?? 0);
  const { max, ticks } = yScale(Math.max(largest(rows, series, stacked), guard?.value ?? 0), {
    atLeast,
    ...(atMost === undefined ? {} : { atMost }),
  });
  const tickText = (value: number) => format(value, value === max, max);
  const left = axisWidth ?? Math.max(...ticks.map((tick) => tickText(tick).length)) * 6.4 + 8;
  const right = endLabels ? Math.max(10, ...series.map((one) => one.label.length * 6.6 + 10)) : 8;
  const clock = (ms: number) => formatClock(ms, end, locale);
  return (
    <ResponsiveContainer width="100%" height={height} debounce={50}>
      <ComposedChart
        data={rows}
        margin={{ top: 8, right, bottom: 0, left: 0 }}
        title={label}
        {...(syncId ? { syncId, syncMethod: 'value' as const } : {})}
      >
        <CartesianGrid vertical={false} stroke="var(--line-1)" horizontalValues={ticks.slice(1)} />
        <XAxis
          dataKey="time"
          type="number"
          domain={[start, end]}
          ticks={timeTicks(start, end, 340)}
          height={20}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-2)' }}
          interval={0}
          tick={(tick: { x?: number | string; y?: number | string; index?: number; payload?: { value: number } }) => (
            <TimeTick tick={tick} count={timeTicks(start, end, 340).length} text={clock(tick.payload?.value ?? 0)} />
          )}
        />
        <YAxis
          domain={[0, max]}
          ticks={ticks}
          width={left}
          tickFormatter={tickText}
          tick={axisText}
          tickLine={false}
          axisLine={false}
          interval={0}
          allowDataOverflow
        />
        {unknownFromMs != null && unknownFromMs < end && (
          <ReferenceArea x1={unknownFromMs} x2={end} fill="url(#hatch)" fillOpacity={1} ifOverflow="hidden" />
        )}
        {series.map((one) =>
          stacked || one.area ? (
            <Area
              key={one.key}
              dataKey={one.key}
              {...(stacked ? { stackId: 'all' } : {})}
              stroke={one.color}
              strokeWidth={one.width ?? 1.5}
              fill={one.color}
              fillOpacity={stacked ? 0.34 : 0.16}
              type="linear"
              connectNulls={false}
              isAnimationActive={false}
              dot={false}
              activeDot={{ r: 3, fill: one.color, stroke: 'var(--bg-panel)', strokeWidth: 1.5 }}
            />
          ) : (
            <Line
              key={one.key}
              dataKey={one.key}
              stroke={one.color}
              strokeWidth={one.width ?? 1.5}
              {...(one.dashed ? { strokeDasharray: '4 3' } : {})}
              type="linear"
              connectNulls={false}
              isAnimationActive={false}
              dot={false}
              activeDot={{ r: 3, fill: one.color, stroke: 'var(--bg-panel)', strokeWidth: 1.5 }}
            />
          ),
        )}
        {guard && (
          <ReferenceLine
            y={guard.value}
            stroke="var(--fail)"
            strokeDasharray="2 3"
            label={{ value: guard.label, position: 'insideBottomLeft', fontSize: 11, fill: 'var(--fail-ink)' }}
          />
        )}
        {marks
          .filter((mark) => mark.atMs >= start && mark.atMs <= end)
          .map((mark) => (
            <ReferenceLine
              key={mark.atMs}
              x={mark.atMs}
              stroke="var(--accent)"
              strokeDasharray="1.5 2.5"
              label={<MarkFoot text={mark.label} />}
            />
          ))}
        {endLabels && <EndLabels rows={rows} series={series} stacked={stacked} />}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--ink-3)', strokeWidth: 1 }}
          content={({ active, label: time }) =>
            active ? <ChartTooltip timeMs={Number(time)} rows={rows} series={series} format={format} /> : null
          }
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

type Row = { time: number } & Record<string, number | null>;

function toRows(timesMs: readonly number[], series: readonly ChartSeries[]): Row[] {
  return timesMs.map((time, index) => {
    const row: Row = { time };
    for (const one of series) row[one.key] = one.values[index] ?? null;
    return row;
  });
}

function largest(rows: readonly Row[], series: readonly ChartSeries[], stacked: boolean): number {
  const heights = rows.map((row) => {
    const values = series.map((one) => row[one.key] ?? 0);
    return stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  });
  return Math.max(0, ...heights);
}

/** The first label begins and the last one ends at its tick, so that neither is cut off. */
function TimeTick({
  tick,
  count,
  text,
}: {
  tick: { x?: number | string; y?: number | string; index?: number };
  count: number;
  text: string;
}) {
  const anchor = tick.index === 0 ? 'start' : tick.index === count - 1 ? 'end' : 'middle';
  return (
    <text x={tick.x} y={tick.y} dy={8} textAnchor={anchor} {...axisText}>
      {text}
    </text>
  );
}

function MarkFoot({ viewBox, text }: { viewBox?: { x?: number; y?: number; height?: number }; text: string | undefined }) {
  const x = viewBox?.x ?? 0;
  const foot = (viewBox?.y ?? 0) + (viewBox?.height ?? 0);
  return (
    <g>
      <path d={`M${x - 4} ${foot} h8 l-4 -6 z`} fill="var(--accent)" />
      {text && (
        <text x={x - 5} y={(viewBox?.y ?? 0) + 9} textAnchor="end" fontSize={11} fill="var(--accent)">
          {text}
        </text>
      )}
    </g>
  );
}

/** Names of the series at the right end of their lines, moved apart where lines end close together. */
function EndLabels({ rows, series, stacked }: { rows: readonly Row[]; series: readonly ChartSeries[]; stacked: boolean }) {
  const plot = usePlotArea();
  const scale = useYAxisScale();
  if (!plot || !scale) return null;
  let base = 0;
  const labels = series.flatMap((one) => {
    const last = rows.findLast((row) => row[one.key] !== null)?.[one.key];
    if (last === null || last === undefined) return [];
    const at = stacked ? base + last / 2 : last;
    base += last;
    if (one.label === '') return [];
    return [{ one, y: Number(scale(at) ?? 0) }];
  });
  return (
    <g>
      {spreadLabels(labels, 13, plot.y + plot.height).map(({ one, y }) => (
        <text key={one.key} x={plot.x + plot.width + 6} y={y + 4} fontSize={11} fontWeight={500} fill={one.ink ?? one.color}>
          {one.label}
        </text>
      ))}
    </g>
  );
}
