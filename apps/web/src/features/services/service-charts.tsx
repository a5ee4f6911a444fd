import type { Chart, ServiceDetail } from '@pidalio/contract';
import { type Translate, useWords } from '../../lib/words.ts';
import { busiestError, errorReason } from '../../responses/describe-response.ts';
import { responseWords } from '../../responses/words.ts';
import type { ChartSeries } from '../../ui/chart-series.ts';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { latencyTick, percentTick, rateTick, type TickFormat } from '../../ui/ticks.ts';
import { TimeChart } from '../../ui/time-chart.tsx';
import { versionTokens } from '../../ui/version.tsx';
import css from './services.module.css';
import { servicesWords } from './words.ts';

const height = 150;

/** Requests by version, errors, latency: side by side, one crosshair. */
export function ServiceCharts({ detail }: { detail: ServiceDetail }) {
  const t = useWords(servicesWords);
  const responses = useWords(responseWords);
  const { signals } = detail.service;
  const { charts } = detail;
  const none = whyNoChart(detail, t);
  const worst = busiestError(signals.codes);
  return (
    <div className={css.charts}>
      <Panel title={t('chart.requests')} actions={<Rate value={signals.requestsPerSecond} className="big" />}>
        <Plot
          chart={charts?.requestsByVersion}
          none={none}
          label={t('chart.requests')}
          series={(chart) => versionSeries(chart, detail)}
          format={rateTick}
          stacked
        />
      </Panel>
      <Panel
        title={t('chart.errors')}
        actions={
          <>
            {worst && <span className="ink-3 t12">{errorReason(worst, responses)}</span>}
            <Percent value={signals.errorRatio} className="big" />
          </>
        }
      >
        <Plot chart={charts?.errors} none={none} label={t('chart.errors')} series={errorSeries} format={percentTick} atLeast={0.01} />
      </Panel>
      <Panel
        title={t('chart.latency')}
        actions={
          <>
            <span className="ink-3 t12">P99</span>
            <Quantile value={signals.p99} className="big" />
          </>
        }
      >
        <Plot chart={charts?.latency} none={none} label={t('chart.latency')} series={latencySeries} format={latencyTick} />
      </Panel>
    </div>
  );
}

/** Prometheus that fails has not said that there is nothing. */
function whyNoChart({ sources }: ServiceDetail, t: Translate<keyof typeof servicesWords.en>): string {
  const failing = sources.some(({ source, state }) => source === 'prometheus' && state !== 'ok');
  return t(failing ? 'chart.noAnswer' : 'chart.none');
}

function Plot({
  chart,
  none,
  label,
  series,
  format,
  stacked = false,
  atLeast = 0,
}: {
  chart: Chart | undefined;
  /** What stands in its place where there is none. */
  none: string;
  label: string;
  series: (chart: Chart) => ChartSeries[];
  format: TickFormat;
  stacked?: boolean;
  atLeast?: number;
}) {
  if (!chart || chart.timesMs.length === 0) return <EmptyState title={none} />;
  return (
    <div title={chart.query}>
      <TimeChart
        label={label}
        timesMs={chart.timesMs}
        series={series(chart)}
        height={height}
        format={format}
        stacked={stacked}
        endLabels
        syncId="service"
        axisWidth={50}
        atLeast={atLeast}
      />
    </div>
  );
}

function versionSeries(chart: Chart, detail: ServiceDetail): ChartSeries[] {
  // A caller's cut-off requests name no version; where there are none, there is no line.
  const lines = chart.lines.filter((line) => line.values.some((value) => value !== null && value > 0));
  return lines.map((line) => {
    const index = detail.versions.find((row) => row.version === line.key)?.versionIndex ?? -1;
    const tokens = versionTokens(index);
    return { key: line.key, label: line.key, values: line.values, color: `var(${tokens.fill})`, ink: `var(${tokens.ink})`, area: true };
  });
}

function errorSeries(chart: Chart): ChartSeries[] {
  return chart.lines
    .filter((line) => line.key === 'all')
    .map((line) => ({ key: line.key, label: '', values: line.values, color: 'var(--fail)', area: true }));
}

const percentiles: Record<string, { label: string; color: string; width: number }> = {
  p50: { label: 'P50', color: 'var(--pct-50)', width: 1.5 },
  p95: { label: 'P95', color: 'var(--pct-95)', width: 1.5 },
  p99: { label: 'P99', color: 'var(--pct-99)', width: 1.75 },
};

function latencySeries(chart: Chart): ChartSeries[] {
  return chart.lines.flatMap((line) => {
    const known = percentiles[line.key];
    return known ? [{ key: line.key, values: line.values, ...known }] : [];
  });
}
