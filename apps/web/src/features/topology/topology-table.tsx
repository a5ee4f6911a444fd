import type { Topology, TopologyEdge } from '@pidalio/contract';
import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import { type Column, NameCell, Table } from '../../ui/table.tsx';
import { toneOf } from '../../ui/wrong-number.ts';
import { topologyWords } from './words.ts';

/** The graph's twin: the same edges as rows, for whoever reads tables faster or cannot see the graph. */
export function TopologyTable({
  topology,
  nameOf,
  picked,
  onPick,
}: {
  topology: Topology;
  nameOf: (id: string) => string;
  picked: string | null;
  onPick: (id: string) => void;
}) {
  const t = useWords(topologyWords);
  const columns = useMemo<Column<TopologyEdge>[]>(
    () => [
      {
        key: 'from',
        head: t('table.from'),
        cell: (edge) => (
          <NameCell glyph={<HealthGlyph health={edge.signals.health} />}>
            <From edge={edge} name={nameOf(edge.source)} />
          </NameCell>
        ),
        sortBy: (edge) => nameOf(edge.source),
      },
      {
        key: 'to',
        head: t('table.to'),
        cell: (edge) => (
          <span className="row">
            <span className="truncate">{nameOf(edge.target)}</span>
            {edge.share?.seen != null && <Percent value={edge.share.seen} className="ink-2" />}
          </span>
        ),
        sortBy: (edge) => nameOf(edge.target),
      },
      {
        key: 'protocol',
        head: t('table.protocol'),
        width: 90,
        low: true,
        cell: (edge) => <span className="ink-2">{edge.protocol.toUpperCase()}</span>,
      },
      {
        key: 'rate',
        head: t('table.rate'),
        width: 90,
        align: 'right',
        cell: (edge) => <Rate value={edge.signals.requestsPerSecond} />,
        sortBy: (edge) => edge.signals.requestsPerSecond,
      },
      {
        key: 'errors',
        head: t('table.errors'),
        width: 90,
        align: 'right',
        cell: (edge) => <Percent value={edge.signals.errorRatio} className={toneOf(edge.signals, 'errors')} />,
        sortBy: (edge) => edge.signals.errorRatio,
      },
      ...(['p50', 'p95', 'p99'] as const).map(
        (key): Column<TopologyEdge> => ({
          key,
          head: key.toUpperCase(),
          width: 90,
          align: 'right',
          low: key !== 'p99',
          cell: (edge) => <Quantile value={edge.signals[key]} className={key === 'p99' ? toneOf(edge.signals, 'p99') : ''} />,
          sortBy: (edge) => edge.signals[key]?.valueMs ?? null,
        }),
      ),
      { key: 'mtls', head: t('table.mtls'), width: 110, cell: (edge) => <Mtls ratio={edge.mtlsRatio} />, sortBy: (edge) => edge.mtlsRatio },
    ],
    [t, nameOf],
  );
  return (
    <Table
      label={t('table.label')}
      rows={topology.edges}
      columns={columns}
      rowKey={(edge) => edge.id}
      selected={picked}
      onOpen={(edge) => onPick(edge.id)}
      initialSort={{ column: 'rate', direction: 'descending' }}
    />
  );
}

/** What leaves a helm is a part of what arrived there, not more traffic: it says whose part. */
function From({ edge, name }: { edge: TopologyEdge; name: string }) {
  const t = useWords(topologyWords);
  if (edge.kind === 'call') return name;
  return <span className="ink-2">{t(edge.kind === 'strand' ? 'table.shareOf' : 'table.copyOf', { name })}</span>;
}

export function Mtls({ ratio }: { ratio: number | null }) {
  const t = useWords(topologyWords);
  if (ratio === null) return <span className="ink-3">–</span>;
  const open = ratio < 0.995;
  return (
    <span className={`row ${open ? 'warn-ink' : 'ink-2'}`} style={{ gap: 4 }}>
      {open ? <IconLockOpen2 size={13} /> : <IconLock size={13} />}
      {ratio >= 0.995 ? t('mtls.on') : ratio <= 0.005 ? t('mtls.off') : <Percent value={ratio} />}
    </span>
  );
}
