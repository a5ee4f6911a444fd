import type { Topology } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Percent, Quantile } from '../../ui/measure.tsx';
import { toneOf } from '../../ui/wrong-number.ts';
import { needLook } from './need-look.ts';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

const shown = 4;

/** What needs a person, worst first; nothing when all is well. */
export function NeedLookCard({
  topology,
  nameOf,
  onPick,
  onPoint,
}: {
  topology: Topology;
  nameOf: (id: string) => string;
  onPick: (id: string) => void;
  onPoint: (id: string | null) => void;
}) {
  const t = useWords(topologyWords);
  const { failing, degraded, healthy, edges } = needLook(topology);
  if (edges.length === 0) return null;
  return (
    <section className={`${css.card} ${css.look}`} aria-label={t('look.many', { n: edges.length })}>
      <div className={css.lookHead}>
        <span className="row">
          <b className="strong">{edges.length === 1 ? t('look.one') : t('look.many', { n: edges.length })}</b>
          {failing > 0 && <Count health="failing" n={failing} />}
          {degraded > 0 && <Count health="degraded" n={degraded} />}
          <Count health="healthy" n={healthy} />
        </span>
        <span className="t12 ink-3 num">{t('look.errors')}</span>
        <span className="t12 ink-3 num">P99</span>
      </div>
      {edges.slice(0, shown).map((edge) => {
        return (
          <button
            key={edge.id}
            type="button"
            className={css.lookRow}
            onClick={() => onPick(edge.id)}
            onMouseEnter={() => onPoint(edge.id)}
            onMouseLeave={() => onPoint(null)}
          >
            <span className="row">
              <HealthGlyph health={edge.signals.health} />
              <span className="truncate" title={nameOf(edge.id)}>
                {nameOf(edge.id)}
              </span>
            </span>
            <span className="num">
              <Percent value={edge.signals.errorRatio} className={toneOf(edge.signals, 'errors')} />
            </span>
            <span className="num">
              <Quantile value={edge.signals.p99} className={toneOf(edge.signals, 'p99')} />
            </span>
          </button>
        );
      })}
      {edges.length > shown && <div className={`${css.lookMore} t12 ink-3`}>{t('look.more', { n: edges.length - shown })}</div>}
    </section>
  );
}

function Count({ health, n }: { health: 'failing' | 'degraded' | 'healthy'; n: number }) {
  return (
    <span className="row ink-2" style={{ gap: 4 }}>
      <HealthGlyph health={health} size={13} />
      {n}
    </span>
  );
}
