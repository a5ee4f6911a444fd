import type { Chart, Signals } from '@pidalio/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { useScope } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import type { ChartSeries } from '../../ui/chart-series.ts';
import { formatMs, formatRate, milliseconds, percent, rate } from '../../ui/format.ts';
import { Value } from '../../ui/measure.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { latencyTick, percentTick, rateTick, type TickFormat } from '../../ui/ticks.ts';
import { TimeChart } from '../../ui/time-chart.tsx';
import type { GraphKind } from './graph-kind.ts';
import { PanelRoutes } from './panel-routes.tsx';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

/** Requests, latency and errors of one element over time, with their present values. */
export function GoldenCharts({
  element,
  graph,
  signals,
  children,
}: {
  element: string;
  graph: GraphKind;
  signals: Signals;
  children?: ReactNode;
}) {
  const t = useWords(topologyWords);
  const scope = useScope();
  const query = useQuery({ ...queries.charts(scope.query, graph, element), refetchInterval: useRefetchInterval() });
  const { requestsPerSecond, errorRatio, p50, p95, p99 } = signals;
  if (query.isError && !query.data) {
    const problem = problemOf(query.error);
    return (
      <ErrorState
        title={t('panel.chartsFailed')}
        words={problem.detail}
        requestId={problem.requestId}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const charts = query.data;
  return (
    <>
      <div className={css.section}>
        <div className={css.chartHead}>
          <span>{t('panel.requests')}</span>
          <span className="spacer" />
          <Value of={rate(requestsPerSecond)} className="t16" title={charts?.requests.query} />
        </div>
        <Plot chart={charts?.requests} label={t('panel.requests')} series={requestSeries} format={rateTick} height={74} />
      </div>
      <div className={css.section}>
        <div className={css.chartHead}>
          <span>{t('panel.latency')}</span>
          <span className="spacer" />
          <span className="t11 ink-3">{t('panel.percentiles', { p50: formatMs(p50?.valueMs), p95: formatMs(p95?.valueMs) })}</span>
          <Value of={milliseconds(p99?.valueMs)} className="t16" title={charts?.latency.query} />
        </div>
        <Plot chart={charts?.latency} label={t('panel.latency')} series={latencySeries} format={latencyTick} height={74} />
      </div>
      <div className={css.section}>
        <div className={css.chartHead}>
          <span>{t('panel.errors')}</span>
          <span className="spacer" />
          <span className="t11 ink-3">
            {t('panel.errorsOf', { errors: formatRate(requestsPerSecond * errorRatio), all: formatRate(requestsPerSecond) })}
          </span>
          <Value of={percent(errorRatio)} className="t16" title={charts?.errors.query} />
        </div>
        <Plot chart={charts?.errors} label={t('panel.errors')} series={errorSeries} format={percentTick} height={66} atLeast={0.01} />
      </div>
      {children}
      {charts && charts.routes.length > 0 && <PanelRoutes routes={charts.routes} />}
    </>
  );
}

const percentiles = {
  p50: ['P50', 'var(--pct-50)', 1.5],
  p95: ['P95', 'var(--pct-95)', 1.5],
  p99: ['P99', 'var(--pct-99)', 1.75],
} as const;

function requestSeries(chart: Chart): ChartSeries[] {
  return chart.lines.slice(0, 1).map((line) => ({ key: line.key, label: '', values: line.values, color: 'var(--ink-2)', area: true }));
}

function latencySeries(chart: Chart): ChartSeries[] {
  return chart.lines.flatMap((line): ChartSeries[] => {
    const known = Object.entries(percentiles).find(([key]) => key === line.key)?.[1];
    return known ? [{ key: line.key, label: known[0], values: line.values, color: known[1], width: known[2] }] : [];
  });
}

function errorSeries(chart: Chart): ChartSeries[] {
  return chart.lines.slice(0, 1).map((line) => ({ key: line.key, label: '', values: line.values, color: 'var(--fail)', area: true }));
}

function Plot({
  chart,
  label,
  series,
  format,
  height,
  atLeast = 0,
}: {
  chart: Chart | undefined;
  label: string;
  series: (chart: Chart) => ChartSeries[];
  format: TickFormat;
  height: number;
  atLeast?: number;
}) {
  if (!chart) return <div style={{ height }} />;
  return (
    <TimeChart
      label={label}
      timesMs={chart.timesMs}
      series={series(chart)}
      format={format}
      height={height}
      endLabels={false}
      axisWidth={50}
      syncId="topology-panel"
      atLeast={atLeast}
    />
  );
}
