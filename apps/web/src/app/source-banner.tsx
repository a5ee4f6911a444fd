import type { SourceState } from '@pidalio/contract';
import { IconDatabaseOff, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMesh } from '../api/queries.ts';
import { useWords } from '../lib/words.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { useTimes } from '../ui/time.ts';
import { appWords } from './words.ts';

/** Says which source is missing, since when, what is shown instead and when it is tried again. */
export function SourceBanner() {
  const t = useWords(appWords);
  const client = useQueryClient();
  const mesh = useMesh();
  const retry = (
    <Button size="small" onClick={() => void client.invalidateQueries()}>
      {t('source.tryNow')}
    </Button>
  );
  if (mesh.isError)
    return (
      <Banner icon={<IconDatabaseOff size={16} />} actions={retry}>
        <b className="strong">{t('server.unreachable')}</b> <span className="ink-2">{t('server.kept')}</span>
      </Banner>
    );
  const bad = mesh.data?.sources.filter((source) => source.state !== 'ok') ?? [];
  return (
    <>
      {bad.map((source) => (
        <Banner key={source.source} icon={<IconDatabaseOff size={16} />} actions={retry}>
          <SourceSentence source={source} live={bad.length === 1 ? others[source.source] : null} />
        </Banner>
      ))}
    </>
  );
}

/** The other source, which is live as long as only one is missing. */
const others = { prometheus: 'kubernetes', kubernetes: 'prometheus' } as const;

function SourceSentence({ source, live }: { source: SourceState; live: SourceState['source'] | null }) {
  const t = useWords(appWords);
  const { now, clock } = useTimes(1000);
  if (source.state === 'ok') return null;
  const name = t(`source.${source.source}`);
  const kept = source.dataMs ? t(`source.${source.source}Kept`, { time: clock(source.dataMs) }) : t(`source.${source.source}None`);
  const seconds = source.nextTryMs ? Math.max(0, Math.ceil((source.nextTryMs - now) / 1000)) : null;
  return (
    <span className="row" title={source.message ?? undefined}>
      <span className="truncate">
        <b className="strong">{t(`source.${source.state}`, { source: name })}</b>{' '}
        <span className="ink-2">
          {t('source.since', { time: clock(source.sinceMs) })} {kept} {live && t(`source.${live}Live`)}
        </span>
      </span>
      {seconds !== null && (
        <Chip tone="line" icon={<IconRefresh size={13} />}>
          {t('source.next', { n: seconds })}
        </Chip>
      )}
      {source.message && <span className="t12 ink-3 truncate">{source.message}</span>}
    </span>
  );
}
