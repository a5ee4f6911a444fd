import type { ServiceDetail } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { formatRate } from '../../ui/format.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Percent } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShareBar } from '../../ui/share-bar.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { VersionSwatch, versionTokens } from '../../ui/version.tsx';
import { ErrorShare, signalColumns } from './signal-columns.tsx';
import { servicesWords } from './words.ts';

type Row = ServiceDetail['versions'][number];

/** Share seen against configured, per workload. */
export function VersionsPanel({ versions }: { versions: readonly Row[] }) {
  const t = useWords(servicesWords);
  const columns: Column<Row>[] = [
    {
      key: 'version',
      head: t('column.version'),
      width: 120,
      cell: (row) => (
        <span className="row medium">
          <HealthGlyph health={row.signals.health} />
          <VersionSwatch versionIndex={row.versionIndex}>{row.version || '–'}</VersionSwatch>
        </span>
      ),
    },
    { key: 'workload', head: t('column.workload'), width: '14%', cell: (row) => <span className="mono truncate">{row.workload}</span> },
    { key: 'pods', head: t('column.pods'), align: 'right', width: 56, cell: (row) => row.pods },
    {
      key: 'share',
      head: t('column.share'),
      cell: (row) => <ShareBar seen={row.shareSeen} configured={row.shareConfigured} versionIndex={row.versionIndex} />,
    },
    { key: 'seen', head: '', label: t('column.share'), align: 'right', width: 66, cell: (row) => <Percent value={row.shareSeen} /> },
    {
      key: 'configured',
      head: t('column.configured'),
      align: 'right',
      width: 90,
      cell: (row) => <Percent value={row.shareConfigured} className="ink-2" />,
    },
    ...signalColumns<Row>(t, (row) => row.signals),
    { key: 'errors', head: t('column.errors'), align: 'right', width: 76, cell: (row) => <ErrorShare signals={row.signals} /> },
    {
      key: 'history',
      head: t('column.history'),
      width: 110,
      low: true,
      cell: (row) =>
        row.shadowRequestsPerSecond > 0 ? (
          <span className="ink-3 t12">{t('shadow', { rate: formatRate(row.shadowRequestsPerSecond) })}</span>
        ) : (
          <Sparkline values={row.sparkline} color={`var(${versionTokens(row.versionIndex).fill})`} />
        ),
    },
  ];
  return (
    <Panel flush title={t('versions.title')} note={t('versions.note')}>
      {versions.length === 0 ? (
        <EmptyState title={t('versions.none')} />
      ) : (
        <Table label={t('versions.title')} rows={versions} columns={columns} rowKey={(row) => row.workload} />
      )}
    </Panel>
  );
}
