import { IconCheck, IconDatabaseOff, IconLoader2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useMesh } from '../api/queries.ts';
import type { NavEntry } from '../lib/feature.ts';
import { useScopedPath } from '../lib/scope.ts';
import { useWords, type Words } from '../lib/words.ts';
import { useTimes } from '../ui/time.ts';
import { Brand } from './brand.tsx';
import { features } from './features.ts';
import css from './shell.module.css';
import { appWords } from './words.ts';

/** Longer ago than the slowest refresh is nothing that a page is showing now. */
const recentMs = 90_000;

const groups = ['see', 'steer', 'prove'] as const;

export function Nav() {
  const t = useWords(appWords);
  const href = useScopedPath();
  const entries = features.flatMap((feature) => (feature.nav ?? []).map((entry) => ({ entry, words: feature.words })));
  return (
    <nav className={css.nav} aria-label={t('nav.label')}>
      <NavLink className={css.brand} to={href('/')} end>
        <Brand />
        <b>Pidalio</b>
      </NavLink>
      {groups.map((group) => {
        const own = entries.filter(({ entry }) => entry.group === group);
        if (own.length === 0) return null;
        return (
          <div key={group}>
            <div className={css.gap} />
            <div className={css.group}>{t(`nav.${group}`)}</div>
            {own.map(({ entry, words }) => (
              <Item key={entry.path} entry={entry} words={words} />
            ))}
          </div>
        );
      })}
      <Foot />
    </nav>
  );
}

function Item({ entry, words }: { entry: NavEntry; words: Words }) {
  const t = useWords(words);
  const href = useScopedPath();
  const counts = useMesh().data?.counts;
  const count = entry.count ? counts?.[entry.count] : undefined;
  const Icon = entry.icon;
  return (
    <NavLink className={css.item} to={href(entry.path)} end={entry.path === '/'} title={t(entry.label)}>
      <Icon size={17} stroke={1.75} />
      <span>{t(entry.label)}</span>
      {count ? <span className={css.count}>{count}</span> : null}
    </NavLink>
  );
}

function Foot() {
  const t = useWords(appWords);
  const { ago, now } = useTimes(1000);
  const mesh = useMesh();
  const data = mesh.data;
  if (!data)
    return (
      <div className={css.foot}>
        {mesh.isError && (
          <Line good={false}>
            <span>{t('foot.noServer')}</span>
          </Line>
        )}
      </div>
    );
  const prometheus = data.sources.find((source) => source.source === 'prometheus');
  const kubernetes = data.sources.find((source) => source.source === 'kubernetes');
  // Numbers are only fetched while a page shows them; an old date on the others would read like a fault.
  const prometheusOk = (dataMs: number | null) =>
    dataMs !== null && now - dataMs < recentMs ? t('foot.prometheusAgo', { ago: ago(dataMs) }) : t('foot.prometheusOk');
  const word = { failed: 'Failed', stale: 'Stale', starting: 'Starting' } as const;
  return (
    <div className={css.foot}>
      <Line good={data.istioVersion !== null}>
        <span>{data.istioVersion ? t('foot.istio', { version: data.istioVersion }) : t('foot.istioUnknown')}</span>
      </Line>
      {prometheus && (
        <Line good={prometheus.state === 'ok'} waiting={prometheus.state === 'starting'}>
          <span>{prometheus.state === 'ok' ? prometheusOk(prometheus.dataMs) : t(`foot.prometheus${word[prometheus.state]}`)}</span>
        </Line>
      )}
      {kubernetes && (
        <Line good={kubernetes.state === 'ok'} waiting={kubernetes.state === 'starting'}>
          <span>{kubernetes.state === 'ok' ? t('foot.kubernetesOk') : t(`foot.kubernetes${word[kubernetes.state]}`)}</span>
        </Line>
      )}
    </div>
  );
}

function Line({ good, waiting = false, children }: { good: boolean; waiting?: boolean; children: ReactNode }) {
  const Icon = good ? IconCheck : waiting ? IconLoader2 : IconDatabaseOff;
  return (
    <div>
      <Icon size={13} className={good ? css.good : waiting ? undefined : css.bad} aria-hidden="true" />
      {children}
    </div>
  );
}
