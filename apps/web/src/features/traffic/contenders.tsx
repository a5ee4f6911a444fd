import type { Chart, Experiment, Watch } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import { ShareBar } from '../../ui/share-bar.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { VersionSwatch, versionTokens } from '../../ui/version.tsx';
import css from './traffic.module.css';
import { trafficWords } from './words.ts';

/** The sides of an experiment as rows: what they get, how often they fail, how long they take. */
export function Contenders({ watch, experiment }: { watch: Watch; experiment: Experiment }) {
  const t = useWords(trafficWords);
  if (watch.contenders.length === 0) return null;
  return (
    <table className={css.contenders}>
      <Columns />
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t('column.side')}</span>
          </th>
          <th scope="col" colSpan={2}>
            {t('column.share')}
          </th>
          <th scope="col">QPS</th>
          <th scope="col">{t('column.errors')}</th>
          <th scope="col">P50</th>
          <th scope="col">P99</th>
          <th scope="col">{t('column.p99Over')}</th>
        </tr>
      </thead>
      <tbody>
        {watch.contenders.map((contender) => {
          const { label, versionIndex, shareSeen, shareConfigured, attributable, shadow } = contender;
          // What cannot be told from the traffic of other rules has no numbers.
          const signals = attributable ? contender.signals : null;
          return (
            <tr key={`${label}${shadow}`}>
              <th scope="row">
                <VersionSwatch versionIndex={versionIndex}>
                  {sideName(label, experiment.kind, t)}
                  {experiment.kind === 'mirror' && label !== 'live' && (
                    <span className="ink-3"> {t(shadow ? 'side.shadow' : 'side.live')}</span>
                  )}
                </VersionSwatch>
              </th>
              <td>
                <ShareBar seen={shareSeen} configured={shareConfigured} versionIndex={versionIndex} />
              </td>
              <td>
                <Percent value={shareSeen} />
              </td>
              <td>
                <Rate value={signals?.requestsPerSecond} />
              </td>
              <td>
                <Percent
                  value={signals && signals.requestsPerSecond > 0 ? signals.errorRatio : null}
                  className={signals && signals.errorRatio >= 0.01 ? 'warn-ink' : ''}
                />
              </td>
              <td>
                <Quantile value={signals?.p50 ?? null} />
              </td>
              <td>
                <Quantile value={signals?.p99 ?? null} />
              </td>
              <td>
                <Sparkline
                  values={lineOf(watch.charts.latency, label)}
                  color={`var(${versionIndex < 0 ? '--ink-2' : versionTokens(versionIndex).fill})`}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The same in every card, so that numbers stand below each other down the page. */
function Columns() {
  return (
    <colgroup>
      <col className={css.sideColumn} />
      <col />
      <col className={css.numberColumn} span={5} />
      <col className={css.lineColumn} />
    </colgroup>
  );
}

function sideName(label: string, kind: Experiment['kind'], t: (key: keyof typeof trafficWords.en) => string): string {
  if (kind === 'mirror' && label === 'live') return t('side.live');
  if (kind !== 'fault') return label;
  return label === 'rule' || label === 'delayed' || label === 'aborted' ? t(`side.${label}`) : label;
}

/** The line of one side. Of a fault only the whole rule has one, its P99. */
function lineOf(chart: Chart, label: string): (number | null)[] {
  return chart.lines.find(({ key }) => key === label || (label === 'rule' && key === 'p99'))?.values ?? [];
}
