import type { Watch } from '@pidalio/contract';
import { describeNote, describeVerdict, isAbout, toneOf } from '../../experiments/verdict-words.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { VersionSwatch } from '../../ui/version.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

type Contender = Watch['contenders'][number];

/** The contenders beside each other, and at the end of each row a sentence about the difference. */
export function ComparisonPanel({ watch }: { watch: Watch }) {
  const t = useWords(wizardWords);
  const locale = useLocale();
  const rows: {
    key: 'share' | 'errors' | 'latency' | 'p50' | 'clientErrors';
    label: string;
    cell: (contender: Contender) => React.ReactNode;
  }[] = [
    { key: 'share', label: t('compare.requests'), cell: (contender) => <Rate value={known(contender)?.requestsPerSecond} /> },
    { key: 'errors', label: t('compare.errors'), cell: (contender) => <Percent value={known(contender)?.errorRatio} /> },
    { key: 'clientErrors', label: t('compare.clientErrors'), cell: (contender) => <Percent value={known(contender)?.clientErrorRatio} /> },
    { key: 'p50', label: 'P50', cell: (contender) => <Quantile value={known(contender)?.p50 ?? null} /> },
    { key: 'latency', label: 'P99', cell: (contender) => <Quantile value={known(contender)?.p99 ?? null} bucket /> },
  ];
  const verdictsOf = (key: string) => {
    if (key === 'errors' || key === 'latency')
      return watch.verdicts.filter((verdict) => isAbout(verdict, key) && (verdict.code !== 'too-few-requests' || key === 'errors'));
    return [];
  };
  const share = ({ shareSeen, shareConfigured }: Contender) =>
    shareConfigured === null ? <Percent value={shareSeen} /> : <ShareCell seen={shareSeen} configured={shareConfigured} />;
  return (
    <Panel flush title={t('compare.title')} note={t('compare.window', { n: watch.window.effectiveRangeSeconds })}>
      <table className={css.compare}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('compare.what')}</span>
            </th>
            {watch.contenders.map((contender) => (
              <th key={contender.label} scope="col" className="num">
                <VersionSwatch versionIndex={contender.versionIndex}>{contenderName(contender, watch, t)}</VersionSwatch>
              </th>
            ))}
            <th scope="col">{t('compare.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('compare.share')}</th>
            {watch.contenders.map((contender) => (
              <td key={contender.label} className="num">
                {share(contender)}
              </td>
            ))}
            <td />
          </tr>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              {watch.contenders.map((contender) => (
                <td key={contender.label} className="num">
                  {row.cell(contender)}
                </td>
              ))}
              <td>
                {verdictsOf(row.key).map((verdict) => {
                  const tone = toneOf(verdict);
                  return (
                    <span key={`${verdict.code}${verdict.values.label}`} className={tone === 'warn' ? 'row warn-ink' : 'row ink-2'}>
                      {tone === 'warn' && <HealthGlyph health="degraded" size={13} label="" />}
                      {describeVerdict(verdict, locale)}
                    </span>
                  );
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {watch.notes.length > 0 && (
        <ul className={css.notes}>
          {watch.notes.map((note) => (
            <li key={`${note.code}${note.values.label}`}>{describeNote(note, locale)}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The numbers of one side, unless they cannot be told from those of other rules. */
function known({ attributable, signals }: Contender): Contender['signals'] | undefined {
  return attributable ? signals : undefined;
}

function ShareCell({ seen, configured }: { seen: number | null; configured: number }) {
  return (
    <>
      <Percent value={seen} /> <span className="ink-3 t12">/ </span>
      <Percent value={configured} className="ink-3" />
    </>
  );
}

function contenderName({ label, shadow }: Contender, watch: Watch, t: (key: keyof typeof wizardWords.en) => string): string {
  if (watch.kind === 'fault' && (label === 'rule' || label === 'delayed' || label === 'aborted')) return t(`compare.${label}`);
  if (watch.kind !== 'mirror') return label;
  if (label === 'live') return t('compare.live');
  return `${label} ${shadow ? t('compare.shadow') : t('compare.live')}`;
}
