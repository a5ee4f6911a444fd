import type { ChangeRecord } from '@pidalio/contract';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { problemOf, queries } from '../../api/queries.ts';
import { describeChange } from '../../changes/describe-change.ts';
import { changesWords } from '../../changes/words.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { useTimes } from '../../ui/time.ts';
import { trafficWords } from './words.ts';

/** Changes made through Pidalio, newest first, as the cluster remembers them. */
export function ChangesPanel() {
  const t = useWords(trafficWords);
  const changes = useQuery({ ...queries.changes(), refetchInterval: 15_000 });
  const rows = changes.data?.changes ?? [];
  const columns = useColumns(rows);
  return (
    <Panel flush title={t('changes.title')} note={t('changes.note')}>
      {changes.isError && !changes.data ? (
        <ErrorState
          words={problemOf(changes.error).detail}
          requestId={problemOf(changes.error).requestId}
          onRetry={() => void changes.refetch()}
        />
      ) : changes.isPending ? (
        <SkeletonRows rows={3} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<IconHistory size={26} stroke={1.5} />} title={t('changes.none')}>
          {changes.data?.unavailable ? t('changes.unavailable', { reason: changes.data.unavailable }) : t('changes.noneDetail')}
        </EmptyState>
      ) : (
        <Table label={t('changes.title')} rows={rows} rowKey={({ id }) => id} columns={columns} />
      )}
    </Panel>
  );
}

function useColumns(all: readonly ChangeRecord[]): Column<ChangeRecord>[] {
  const c = useWords(changesWords);
  const t = useWords(trafficWords);
  const scoped = useScopedPath();
  const { ago } = useTimes(15_000);
  return [
    { key: 'at', head: t('changes.at'), width: 120, cell: ({ atMs }) => <span className="ink-2">{ago(atMs)}</span> },
    {
      key: 'what',
      head: t('changes.what'),
      cell: (change) => {
        const what = describeChange(change, all, c);
        return <span title={what}>{what}</span>;
      },
    },
    {
      key: 'objects',
      head: t('changes.objects'),
      width: '30%',
      cell: ({ operations }) => (
        <span className="ink-2">
          {operations.map(({ action, ref }) => `${t(`action.${toAction(action)}`)} ${ref.kind} ${ref.name}`).join(', ')}
        </span>
      ),
    },
    { key: 'author', head: t('changes.author'), width: 170, low: true, cell: ({ author }) => <span className="ink-2">{author}</span> },
    {
      key: 'state',
      head: t('changes.state'),
      width: 110,
      cell: ({ state }) =>
        state === 'applied' ? <span className="ink-2">{t('state.applied')}</span> : <Chip tone="warn">{t(`state.${state}`)}</Chip>,
    },
    {
      key: 'revert',
      head: '',
      label: t('card.revert'),
      width: 90,
      align: 'right',
      cell: ({ id, revert }) =>
        revert && (
          <LinkButton size="small" look="ghost" to={scoped(paths.revert(id))}>
            {t('card.revert')}
          </LinkButton>
        ),
    },
  ];
}

function toAction(action: string): 'create' | 'update' | 'delete' {
  return action === 'create' || action === 'delete' ? action : 'update';
}
