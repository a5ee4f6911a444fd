import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { problemOf, useServices } from '../../api/queries.ts';
import { paths, type WizardKind } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import { Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { NameCell, Table } from '../../ui/table.tsx';
import { StepBar } from './step-bar.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** A wizard that was opened without a service asks for one, the busiest first. */
export function ServiceChoice({ kind }: { kind: WizardKind }) {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const services = useServices();
  const [filter, setFilter] = useState('');
  const rows = (services.data?.services ?? []).filter(({ name, namespace }) =>
    `${namespace}/${name}`.includes(filter.trim().toLowerCase()),
  );
  return (
    <>
      <StepBar step="shape" />
      <div className={css.choosing}>
        <Panel
          flush
          title={t(`choose.${kind}`)}
          actions={
            <TextInput
              quiet
              size="small"
              data-filter
              autoFocus
              icon={<IconSearch size={14} />}
              value={filter}
              onChange={setFilter}
              placeholder={t('choose.filter')}
              aria-label={t('choose.filter')}
            />
          }
        >
          {services.isError && !services.data ? (
            <ErrorState
              words={problemOf(services.error).detail}
              requestId={problemOf(services.error).requestId}
              onRetry={() => void services.refetch()}
            />
          ) : services.isPending ? (
            <SkeletonRows rows={6} />
          ) : rows.length === 0 ? (
            <EmptyState
              title={filter ? t('choose.noMatch', { filter }) : t('choose.empty')}
              actions={filter && <Button onClick={() => setFilter('')}>{t('choose.clear')}</Button>}
            />
          ) : (
            <Table
              label={t(`choose.${kind}`)}
              rows={rows}
              rowKey={({ namespace, name }) => `${namespace}/${name}`}
              initialSort={{ column: 'rate', direction: 'descending' }}
              onOpen={(service) => void navigate(scoped(paths.wizard(kind, service)))}
              columns={[
                {
                  key: 'name',
                  head: t('subject.service'),
                  sortBy: ({ name }) => name,
                  cell: ({ name, signals }) => <NameCell glyph={<HealthGlyph health={signals.health} />}>{name}</NameCell>,
                },
                {
                  key: 'namespace',
                  head: t('choose.namespace'),
                  sortBy: ({ namespace }) => namespace,
                  cell: ({ namespace }) => <span className="ink-2">{namespace}</span>,
                },
                {
                  key: 'versions',
                  head: t('choose.versions'),
                  cell: ({ versions }) => <span className="ink-2">{versions.filter(Boolean).join(', ') || '–'}</span>,
                },
                {
                  key: 'rate',
                  head: 'QPS',
                  align: 'right',
                  width: 100,
                  sortBy: ({ signals }) => signals.requestsPerSecond,
                  cell: ({ signals }) => <Rate value={signals.requestsPerSecond} />,
                },
              ]}
            />
          )}
        </Panel>
      </div>
    </>
  );
}
