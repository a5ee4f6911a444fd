import type { Chart, Watch } from '@pidalio/contract';
import { IconCheck } from '@tabler/icons-react';
import { describeVerdict, isAbout, isInDoubt, isSettling, toneOf } from '../../experiments/verdict-words.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import type { ChartSeries } from '../../ui/chart-series.ts';
import { rate, toText } from '../../ui/format.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { latencyTick, percentTick, rateTick, type TickFormat } from '../../ui/ticks.ts';
import { TimeChart } from '../../ui/time-chart.tsx';
import { versionTokens } from '../../ui/version.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Share against configuration first, or what the experiment moves; then errors and P99 side by side. */
export function WatchCharts({ watch, changedMs }: { watch: Watch; changedMs: number | null }) {
  const t = useWords(wizardWords);
  const marks = changedMs === null ? [] : [{ atMs: changedMs, label: t('watch.applied') }];
  const { charts } = watch;
  const seen = charts.share ? seriesOf(charts.share, watch) : [];
  const configured = charts.share && watch.kind === 'canary' ? configuredSeries(charts.share, watch, changedMs) : [];
  return (
    <>
      <Panel
        title={watch.kind === 'canary' ? t('watch.share') : t('watch.requests')}
        note={
          watch.routeName && (
            <>
              {t('watch.route')} <span className="mono">{watch.routeName}</span>
            </>
          )
        }
        actions={configured.length > 0 && <Legend />}
      >
        {watch.kind === 'canary' && charts.share && charts.share.timesMs.length > 0 ? (
          <TimeChart
            label={t('watch.share')}
            height={230}
            timesMs={charts.share.timesMs}
            series={[...configured, ...seen]}
            format={percentTick}
            atMost={1}
            marks={marks}
            syncId="watch"
          />
        ) : (
          <ChartOr chart={charts.requests} watch={watch} format={rateTick} label={t('watch.requests')} height={230} marks={marks} />
        )}
        <ShareVerdict watch={watch} isSettling={isSettling(watch, changedMs)} />
      </Panel>
      <div className={css.pair}>
        <Panel title={t('watch.errors')} note={watch.kind !== 'fault' && t('watch.perVersion')}>
          <ChartOr
            chart={charts.errors}
            watch={watch}
            format={percentTick}
            label={t('watch.errors')}
            height={140}
            marks={marks.map(({ atMs }) => ({ atMs }))}
            atLeast={0.02}
          />
        </Panel>
        <Panel title={watch.kind === 'fault' ? t('watch.latency') : 'P99'} note={watch.kind !== 'fault' && t('watch.perVersion')}>
          <ChartOr
            chart={charts.latency}
            watch={watch}
            format={latencyTick}
            label="P99"
            height={140}
            marks={marks.map(({ atMs }) => ({ atMs }))}
          />
        </Panel>
      </div>
    </>
  );
}

function ChartOr({
  chart,
  watch,
  format,
  label,
  height,
  marks,
  atLeast = 0,
}: {
  chart: Chart;
  watch: Watch;
  format: TickFormat;
  label: string;
  height: number;
  marks: { atMs: number; label?: string }[];
  atLeast?: number;
}) {
  const t = useWords(wizardWords);
  if (chart.timesMs.length === 0) return <EmptyState title={t(isInDoubt(watch) ? 'watch.inDoubt' : 'watch.noData')} />;
  return (
    <TimeChart
      label={label}
      height={height}
      timesMs={chart.timesMs}
      series={seriesOf(chart, watch)}
      format={format}
      marks={marks}
      atLeast={atLeast}
      syncId="watch"
    />
  );
}

/** Lines of a chart with the colours of the contenders; the whole of the rule in ink, percentiles too. */
function seriesOf(chart: Chart, watch: Watch): ChartSeries[] {
  return chart.lines.map((line) => {
    const contender = watch.contenders.find(({ label }) => label === line.key);
    const percentile = { p50: '--pct-50', p95: '--pct-95', p99: '--pct-99' }[line.key];
    if (percentile) return { key: line.key, label: line.key.toUpperCase(), values: line.values, color: `var(${percentile})` };
    if (!contender)
      return { key: line.key, label: line.key === 'all' ? watch.routeName || '·' : line.key, values: line.values, color: 'var(--ink-2)' };
    const { fill, ink } = versionTokens(contender.versionIndex);
    return { key: line.key, label: line.key, values: line.values, color: `var(${fill})`, ink: `var(${ink})` };
  });
}

/** What the rule says, dashed, from the change that said it on. */
function configuredSeries(chart: Chart, watch: Watch, changedMs: number | null): ChartSeries[] {
  return watch.contenders.flatMap(({ label, shareConfigured, versionIndex }) => {
    if (shareConfigured === null) return [];
    const values = chart.timesMs.map((time) =>
      changedMs === null || time >= changedMs - chart.stepSeconds * 1000 ? shareConfigured : null,
    );
    return [{ key: `configured ${label}`, label: '', values, color: `var(${versionTokens(versionIndex).fill})`, dashed: true }];
  });
}

function Legend() {
  const t = useWords(wizardWords);
  return (
    <span className="row t12 ink-2">
      <svg width="18" height="4" aria-hidden="true">
        <path d="M0 2H18" stroke="currentColor" strokeWidth="1.5" />
      </svg>
      {t('watch.seen')}
      <svg width="18" height="4" aria-hidden="true">
        <path d="M0 2H18" stroke="currentColor" strokeWidth="1.5" strokeDasharray="4 3" />
      </svg>
      {t('watch.configured')}
    </span>
  );
}

function ShareVerdict({ watch, isSettling: early }: { watch: Watch; isSettling: boolean }) {
  const t = useWords(wizardWords);
  const locale = useLocale();
  const total = watch.contenders
    .filter(({ label, shadow }) => !shadow && (watch.kind !== 'fault' || label === 'rule'))
    .reduce((sum, { signals }) => sum + signals.requestsPerSecond, 0);
  return (
    <div className={css.verdictFoot}>
      <div className="col">
        {watch.verdicts
          .filter((verdict) => isAbout(verdict, 'share'))
          .map((verdict) => {
            const tone = early && toneOf(verdict) === 'warn' ? 'plain' : toneOf(verdict);
            return (
              <span
                key={`${verdict.code}${verdict.values.label}`}
                className={tone === 'ok' ? 'row ok-ink' : tone === 'warn' ? 'row warn-ink' : 'row ink-2'}
              >
                {tone === 'ok' ? <IconCheck size={14} /> : tone === 'warn' ? <HealthGlyph health="degraded" size={13} label="" /> : null}
                {describeVerdict(verdict, locale)}
              </span>
            );
          })}
        {early && <span className="ink-3">{t('watch.settling')}</span>}
      </div>
      <span className="spacer" />
      {!isInDoubt(watch) && <span className="ink-3 nowrap">{t('watch.rateOver', { rate: toText(rate(total)) })}</span>}
    </div>
  );
}
