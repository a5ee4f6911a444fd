import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { refreshChoices, setRefreshSeconds, useRefreshSeconds } from '../api/live.ts';
import { useMesh } from '../api/queries.ts';
import { useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { useTimes } from '../ui/time.ts';
import css from './shell.module.css';
import { appWords } from './words.ts';

/** Live every n seconds, paused, or how old the numbers are when their source fails. */
export function RefreshControl() {
  const t = useWords(appWords);
  const client = useQueryClient();
  const seconds = useRefreshSeconds();
  const tick = <IconCheck size={14} className="accent-ink" />;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button aria-label={t('refresh.label')}>
          <State /> <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => void client.invalidateQueries()}>
          {t('refresh.now')}
        </Menu.Item>
        <Menu.Divider />
        {refreshChoices.map((choice) => (
          <Menu.Item key={choice} onClick={() => setRefreshSeconds(choice)} rightSection={choice === seconds ? tick : null}>
            {t('refresh.live')} · {t('refresh.every', { n: choice })}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconPlayerPause size={15} />}
          onClick={() => setRefreshSeconds(null)}
          rightSection={seconds === null ? tick : null}
        >
          {t('refresh.pause')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function State() {
  const t = useWords(appWords);
  const { now, duration } = useTimes(1000);
  const seconds = useRefreshSeconds();
  const mesh = useMesh();
  const prometheus = mesh.data?.sources.find((source) => source.source === 'prometheus');
  const dataMs = mesh.isError ? mesh.dataUpdatedAt : (prometheus?.dataMs ?? null);
  const failing = mesh.isError || prometheus?.state === 'failed' || prometheus?.state === 'stale';
  if (failing && dataMs)
    return (
      <>
        <span className={css.stale} />
        <span className={css.staleText}>{t('refresh.old', { duration: duration(Math.max(1, Math.round((now - dataMs) / 1000))) })}</span>
      </>
    );
  if (seconds === null)
    return (
      <>
        <span className={css.paused} />
        {t('refresh.paused')}
      </>
    );
  return (
    <>
      <span className={css.live} />
      {t('refresh.live')}
      <span className={`${css.quiet} ${css.every}`}>{t('refresh.every', { n: seconds })}</span>
    </>
  );
}
