import type { ExplainWhatIf } from '@pidalio/contract';
import { Link } from 'react-router';
import { useWords } from '../../lib/words.ts';
import { Panel } from '../../ui/panel.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import css from './explain.module.css';
import { OutcomeStack } from './outcome-bars.tsx';
import { explainWords } from './words.ts';

/** The same request with one thing different, wherever that leads elsewhere. */
export function WhatIfPanel({ whatIfs, addressOf }: { whatIfs: readonly ExplainWhatIf[]; addressOf: (whatIf: ExplainWhatIf) => string }) {
  const t = useWords(explainWords);
  if (whatIfs.length === 0) return null;
  const columns: Column<ExplainWhatIf>[] = [
    {
      key: 'change',
      head: t('whatIf.column.change'),
      width: '27%',
      cell: ({ text }) => (
        <span className="truncate" title={text}>
          {text}
        </span>
      ),
    },
    {
      key: 'rule',
      head: t('whatIf.column.rule'),
      width: '14%',
      low: true,
      cell: ({ routeName }) => <span className="mono ink-2 truncate">{ruleName(routeName)}</span>,
    },
    {
      key: 'outcome',
      head: t('whatIf.column.outcome'),
      cell: ({ outcomes, title }) => (
        <span className={css.whatIf}>
          <OutcomeStack outcomes={outcomes} />
          <span className="ink-2 truncate" title={title}>
            {title}
          </span>
        </span>
      ),
    },
    {
      key: 'open',
      head: '',
      label: t('whatIf.open'),
      align: 'right',
      width: 76,
      cell: (row) => (
        <Link className="link" to={addressOf(row)} aria-label={`${t('whatIf.open')}: ${row.text}`}>
          {t('whatIf.open')}
        </Link>
      ),
    },
  ];
  return (
    <Panel flush title={t('whatIf.title')} note={t('whatIf.note')}>
      <Table label={t('whatIf.title')} rows={whatIfs} columns={columns} rowKey={({ text }) => text} />
    </Panel>
  );

  function ruleName(routeName: string): string {
    if (routeName === 'default') return t('whatIf.default');
    return routeName === '' || routeName === 'allow_any' || routeName === 'block_all' ? t('whatIf.noRule') : routeName;
  }
}
