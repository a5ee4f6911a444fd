import type { ServiceDetail } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Column, NameCell, Table } from '../../ui/table.tsx';
import { MtlsMark } from './mtls-mark.tsx';
import { ErrorShare, signalColumns } from './signal-columns.tsx';
import { servicesWords } from './words.ts';

type Caller = ServiceDetail['callers'][number];

export function CallersPanel({ callers }: { callers: readonly Caller[] }) {
  const t = useWords(servicesWords);
  const columns: Column<Caller>[] = [
    {
      key: 'name',
      head: t('column.workload'),
      cell: (caller) => (
        <NameCell
          glyph={<HealthGlyph health={caller.signals.health} />}
          note={caller.proxy ? [caller.namespace, caller.version].filter(Boolean).join(' · ') : t('callers.noProxy')}
        >
          {caller.name === 'unknown' || caller.name === '' ? t('callers.unknown') : caller.name}
        </NameCell>
      ),
    },
    { key: 'mtls', head: t('column.mtls'), width: 120, cell: (caller) => <MtlsMark ratio={caller.mtlsRatio} /> },
    ...signalColumns<Caller>(t, (caller) => caller.signals).filter((column) => column.key === 'requests' || column.key === 'p99'),
    { key: 'errors', head: t('column.errors'), align: 'right', width: 72, cell: (caller) => <ErrorShare signals={caller.signals} /> },
  ];
  return (
    <Panel flush title={t('callers.title')}>
      {callers.length === 0 ? (
        <EmptyState title={t('callers.none')} />
      ) : (
        <Table
          compact
          label={t('callers.title')}
          rows={callers}
          columns={columns}
          rowKey={(caller) => `${caller.namespace}/${caller.name}/${caller.version}`}
        />
      )}
    </Panel>
  );
}
