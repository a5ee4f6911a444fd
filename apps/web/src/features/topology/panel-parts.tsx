import type { Signals, Topology } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { describeResponse } from '../../responses/describe-response.ts';
import { type ResponseTranslate, responseWords } from '../../responses/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import { ShareBar } from '../../ui/share-bar.tsx';
import { VersionSwatch } from '../../ui/version.tsx';
import { toneOf } from '../../ui/wrong-number.ts';
import type { Peer } from './callers.ts';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

/** Responses by code, most first, in words. */
export function CodeList({ signals }: { signals: Signals }) {
  const t = useWords(topologyWords);
  const codes = mergeCodes(signals, useWords(responseWords));
  if (codes.length === 0) return null;
  const all = codes.reduce((sum, code) => sum + code.requestsPerSecond, 0);
  return (
    <section className={css.ruled} aria-label={t('panel.codes')}>
      <div className={css.codes}>
        {codes.slice(0, 6).map((code) => (
          <CodeRow
            key={`${code.code} ${code.words}`}
            code={code.code}
            words={code.words}
            error={code.error}
            perSecond={code.requestsPerSecond}
            share={code.requestsPerSecond / all}
          />
        ))}
      </div>
    </section>
  );
}

type MergedCode = Signals['codes'][number] & { words: string };

/** Codes that read the same are one line. */
function mergeCodes(signals: Signals, t: ResponseTranslate): MergedCode[] {
  const merged = new Map<string, MergedCode>();
  for (const code of signals.codes) {
    if (code.requestsPerSecond <= 0) continue;
    const words = describeResponse(code, t);
    const key = `${code.code} ${words}`;
    merged.set(key, { ...code, words, requestsPerSecond: (merged.get(key)?.requestsPerSecond ?? 0) + code.requestsPerSecond });
  }
  return [...merged.values()].sort((a, b) => b.requestsPerSecond - a.requestsPerSecond);
}

function CodeRow({
  code,
  words,
  error,
  perSecond,
  share,
}: {
  code: string;
  words: string;
  error: boolean;
  perSecond: number;
  share: number;
}) {
  return (
    <>
      <span className={error ? 'medium fail-ink' : 'medium'}>{code}</span>
      <span className="ink-2 truncate">{words}</span>
      <span className="num">
        <Rate value={perSecond} />
      </span>
      <span className="num">
        <Percent value={share} />
      </span>
    </>
  );
}

/** Seen and configured shares of a helm's versions. */
export function StrandList({ topology, helmId }: { topology: Topology; helmId: string }) {
  const t = useWords(topologyWords);
  const strands = topology.edges.filter((edge) => edge.source === helmId && edge.kind === 'strand');
  return (
    <section className={css.ruled} aria-label={t('panel.seenConfigured')}>
      <h3 className="strong">{t('panel.seenConfigured')}</h3>
      {strands.map((strand) => {
        const version = topology.nodes.find((node) => node.id === strand.target);
        return (
          <div key={strand.id} className={css.strand}>
            <VersionSwatch versionIndex={version?.versionIndex ?? -1}>{version?.version || version?.name}</VersionSwatch>
            <ShareBar
              seen={strand.share?.seen ?? null}
              configured={strand.share?.configured ?? null}
              versionIndex={version?.versionIndex ?? -1}
            />
            <span className="num">
              <Percent value={strand.share?.seen} />
            </span>
          </div>
        );
      })}
    </section>
  );
}

/** Who the element talks to, or is talked to by; a click goes on to that edge. */
export function PeerList({
  title,
  peers,
  nameOf,
  onPick,
}: {
  title: string;
  peers: readonly Peer[];
  nameOf: (id: string) => string;
  onPick: (id: string) => void;
}) {
  const t = useWords(topologyWords);
  if (peers.length === 0) return null;
  return (
    <section className={css.ruled} aria-label={title}>
      <h3 className="strong">{title}</h3>
      {peers.map(({ edge, others, byRule }) => (
        <button key={edge.id} type="button" className={css.peer} onClick={() => onPick(edge.id)}>
          <HealthGlyph health={edge.signals.health} />
          <span className="truncate">{others.map(nameOf).join(', ')}</span>
          {edge.kind === 'shadow' && <span className="ink-3 t12 nowrap">{t('legend.shadow')}</span>}
          {byRule && edge.kind !== 'shadow' && <span className="ink-3 t12 nowrap">{t('panel.viaRule')}</span>}
          <span className="spacer" />
          <Rate value={edge.signals.requestsPerSecond} />
          <span className="num" style={{ width: 56 }}>
            <Quantile value={edge.signals.p99} className={toneOf(edge.signals, 'p99')} />
          </span>
        </button>
      ))}
    </section>
  );
}
