import type { ServiceRow } from '@pidalio/contract';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, NameCell, Table } from '../../ui/table.tsx';
import { MtlsMark } from './mtls-mark.tsx';
import css from './services.module.css';
import { ErrorShare, signalColumns } from './signal-columns.tsx';
import { servicesWords } from './words.ts';

/** Every service with its golden signals. */
export function ServicesPage() {
  const t = useWords(servicesWords);
  const scope = useScope();
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const [filter, setFilter] = useUrlState('filter', '');
  const list = useQuery({ ...queries.services(scope.query), refetchInterval: useRefetchInterval() });
  const services = list.data?.services ?? [];
  const shown = services.filter((service) => `${service.namespace} ${service.name}`.includes(filter.trim().toLowerCase()));
  const columns = useColumns();
  return (
    <>
      <PageTitle title={t('title')}>
        {list.data && <span className="ink-3">{services.length === 1 ? t('oneCount') : t('count', { n: services.length })}</span>}
      </PageTitle>
      <div className={css.tools}>
        <span className={css.filter}>
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
      </div>
      <div className={css.page}>
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
          <Panel flush>
            {shown.length > 0 ? (
              <Table
                label={t('title')}
                rows={shown}
                columns={columns}
                rowKey={(service) => `${service.namespace}/${service.name}`}
                onOpen={(service) => void navigate(scoped(paths.service(service)))}
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
        )}
      </div>
    </>
  );
}

function useColumns(): Column<ServiceRow>[] {
  const t = useWords(servicesWords);
  return [
    {
      key: 'name',
      head: t('column.service'),
      width: 190,
      sortBy: (service) => service.name,
      cell: (service) => <NameCell glyph={<HealthGlyph health={service.signals.health} />}>{service.name}</NameCell>,
    },
    {
      key: 'namespace',
      head: t('column.namespace'),
      width: 130,
      sortBy: (service) => service.namespace,
      cell: (service) => <span className="ink-2 truncate">{service.namespace}</span>,
    },
    {
      key: 'versions',
      head: t('column.versions'),
      width: 110,
      low: true,
      cell: (service) => <span className="ink-2 truncate">{service.versions.join(' ') || '–'}</span>,
    },
    ...signalColumns<ServiceRow>(t, (service) => service.signals),
    {
      key: 'errors',
      head: t('column.errors'),
      align: 'right',
      width: 84,
      sortBy: (service) => service.signals.errorRatio,
      cell: (service) => <ErrorShare signals={service.signals} />,
    },
    {
      key: 'mtls',
      head: t('column.mtls'),
      width: 130,
      sortBy: (service) => service.mtlsRatio,
      cell: (service) => <MtlsMark ratio={service.mtlsRatio} />,
    },
    {
      key: 'rule',
      head: t('column.rule'),
      low: true,
      cell: (service) => (
        <span className="ink-2 truncate">{service.governedBy.map((ref) => `${ref.kind} ${ref.name}`).join(', ') || '–'}</span>
      ),
    },
  ];
}
