import { Menu } from '@mantine/core';
import type { ConfigRow } from '@pidalio/contract';
import { IconChevronDown, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { problemOf, queries } from '../../api/queries.ts';
import { useCommands } from '../../lib/commands.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TextInput } from '../../ui/field.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, NameCell, Table } from '../../ui/table.tsx';
import { useTimes } from '../../ui/time.ts';
import css from './config.module.css';
import { draftKeys } from './draft.ts';
import { matchesFilter } from './filter.ts';
import { kindAddress } from './kind-address.ts';
import { configWords } from './words.ts';

/** Every Istio and Gateway API object, by kind. */
export function ConfigPage() {
  const t = useWords(configWords);
  const scope = useScope();
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const [kind, setKind] = useUrlState('kind', '');
  const [filter, setFilter] = useUrlState('filter', '');
  const list = useQuery({ ...queries.config(scope.query.namespaces), refetchInterval: 10_000 });
  const objects = useMemo(() => list.data?.objects ?? [], [list.data]);
  const shown = objects.filter((object) => (kind === '' || object.kind === kind) && matchesFilter(object, filter));
  const columns = useColumns();

  return (
    <>
      <PageTitle title={t('title')}>
        <span className="ink-3">{objects.length === 1 ? t('oneObject') : t('objects', { n: objects.length })}</span>
      </PageTitle>
      <div className={css.reviewBar}>
        <span style={{ width: 260 }}>
          <TextInput
            quiet
            icon={<IconSearch size={15} />}
            placeholder={t('filter')}
            aria-label={t('filter')}
            data-filter
            value={filter}
            onChange={setFilter}
          />
        </span>
        <span className="spacer" />
        <NewObjectMenu kinds={list.data?.kinds.map(kindAddress) ?? []} />
      </div>
      {list.isError && !list.data && (
        <ErrorState
          title={t('failed')}
          words={problemOf(list.error).detail}
          requestId={problemOf(list.error).requestId}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <SkeletonRows rows={8} />}
      {list.data && (
        <div className={css.page}>
          <KindFilter objects={objects} kind={kind} onKind={setKind} />
          <Panel flush>
            {shown.length > 0 ? (
              <Table
                label={t('title')}
                rows={shown}
                columns={columns}
                rowKey={rowKey}
                onOpen={(object) => void navigate(scoped(paths.object({ ...object, kind: kindAddress(object) })))}
              />
            ) : filter ? (
              <EmptyState
                title={t('filterEmpty', { filter })}
                actions={<Button onClick={() => setFilter('')}>{t('clearFilter')}</Button>}
              />
            ) : (
              <EmptyState title={t('empty')}>{t('emptyDetail')}</EmptyState>
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

function rowKey(object: ConfigRow): string {
  return `${kindAddress(object)}/${object.namespace}/${object.name}`;
}

function useColumns(): Column<ConfigRow>[] {
  const t = useWords(configWords);
  const { ago } = useTimes(10_000);
  const drafts = draftKeys();
  return [
    {
      key: 'kind',
      head: t('column.kind'),
      width: 170,
      sortBy: (object) => object.kind,
      cell: (object) => <span className="ink-2">{object.kind}</span>,
    },
    {
      key: 'name',
      head: t('column.name'),
      width: '24%',
      sortBy: (object) => object.name,
      cell: (object) => (
        <NameCell note={drafts.has(rowKey(object)) ? <Chip tone="accent">{t('draft')}</Chip> : undefined}>{object.name}</NameCell>
      ),
    },
    {
      key: 'namespace',
      head: t('column.namespace'),
      width: 150,
      sortBy: (object) => object.namespace,
      cell: (object) => <span className="ink-2">{object.namespace || '–'}</span>,
    },
    {
      key: 'subject',
      head: t('column.subject'),
      sortBy: (object) => object.subject,
      cell: (object) => <span className="ink-2 truncate">{object.subject || '–'}</span>,
    },
    {
      key: 'by',
      head: t('column.by'),
      width: 190,
      low: true,
      sortBy: (object) => object.manager,
      cell: (object) => <span className="ink-2">{object.manager ?? '–'}</span>,
    },
    {
      key: 'changed',
      head: t('column.changed'),
      width: 120,
      align: 'right',
      sortBy: (object) => object.changedMs ?? object.createdMs,
      cell: (object) => <span className="ink-2">{ago(object.changedMs ?? object.createdMs)}</span>,
    },
  ];
}

function KindFilter({ objects, kind, onKind }: { objects: readonly ConfigRow[]; kind: string; onKind: (kind: string) => void }) {
  const t = useWords(configWords);
  const counts = new Map<string, number>();
  for (const object of objects) counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
  const entries: [string, string, number][] = [
    ['', t('allKinds'), objects.length],
    ...[...counts].sort(([, a], [, b]) => b - a).map(([name, count]): [string, string, number] => [name, name, count]),
  ];
  return (
    <aside className={css.kinds} aria-label={t('kinds')}>
      <h2 className={css.kindsHead}>{t('kinds')}</h2>
      {entries.map(([value, label, count]) => (
        <button key={value} type="button" className={css.kind} aria-pressed={kind === value} onClick={() => onKind(value)}>
          <span className="truncate">{label}</span>
          <span className="spacer" />
          <span className="ink-3 t12">{count}</span>
        </button>
      ))}
    </aside>
  );
}

function NewObjectMenu({ kinds }: { kinds: readonly string[] }) {
  const t = useWords(configWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const commands = useMemo(
    () =>
      kinds.map((kind) => ({
        id: `new-${kind}`,
        label: `${t('newObject')}: ${kind}`,
        group: 'places' as const,
        run: () => void navigate(scoped(paths.newObject(kind))),
      })),
    [kinds, t, navigate, scoped],
  );
  useCommands(commands);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button look="primary" icon={<IconPlus size={15} />}>
          {t('newObject')}
          <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('template.title')}</Menu.Label>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => void navigate(scoped(paths.newObject(kind)))}>
            {kind}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
