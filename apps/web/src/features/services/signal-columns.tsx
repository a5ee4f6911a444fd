import type { Signals } from '@pidalio/contract';
import type { Translate } from '../../lib/words.ts';
import { Percent, Quantile, Rate } from '../../ui/measure.tsx';
import type { Column } from '../../ui/table.tsx';
import { toneOf } from '../../ui/wrong-number.ts';
import type { servicesWords } from './words.ts';

/** QPS and the three quantiles, in the order in which every table shows them. */
export function signalColumns<Row>(t: Translate<keyof typeof servicesWords.en>, signalsOf: (row: Row) => Signals | null): Column<Row>[] {
  return [
    {
      key: 'requests',
      head: t('column.requests'),
      align: 'right',
      width: 76,
      sortBy: (row) => signalsOf(row)?.requestsPerSecond ?? null,
      cell: (row) => <Rate value={signalsOf(row)?.requestsPerSecond} />,
    },
    quantileColumn('p50', t('column.p50'), true),
    quantileColumn('p95', t('column.p95'), true),
    quantileColumn('p99', t('column.p99'), false),
  ];

  function quantileColumn(key: 'p50' | 'p95' | 'p99', head: string, low: boolean): Column<Row> {
    return {
      key,
      head,
      align: 'right',
      width: 68,
      low,
      sortBy: (row) => signalsOf(row)?.[key]?.valueMs ?? null,
      cell: (row) => {
        const signals = signalsOf(row);
        return <Quantile value={signals?.[key] ?? null} className={signals && key === 'p99' ? toneOf(signals, 'p99') : ''} />;
      },
    };
  }
}

/** Coloured only where it is wrong. */
export function ErrorShare({ signals }: { signals: Signals | null }) {
  if (!signals || signals.requestCount === 0) return <span className="ink-3">–</span>;
  return <Percent value={signals.errorRatio} className={toneOf(signals, 'errors')} />;
}
