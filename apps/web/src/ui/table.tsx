import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { useWords } from '../lib/words.ts';
import { classes } from './classes.ts';
import css from './table.module.css';
import { nextSort, type Sort, sortRows } from './table-sort.ts';
import { uiWords } from './words.ts';

export interface Column<Row> {
  key: string;
  head: ReactNode;
  /** The head's name where `head` is not text. */
  label?: string;
  /** Numbers right, text left. */
  align?: 'left' | 'right';
  /** CSS width; columns without one share what is left. */
  width?: number | string;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  sortBy?: (row: Row) => number | string | null;
  /** Left out below 1280 px. */
  low?: boolean;
}

/** Above this many rows only those in view are drawn. */
const virtualAbove = 200;

/** A table in the order given until a head is clicked. ↑ ↓ move, Enter or a click opens. */
export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  selected,
  compact = false,
  initialSort = null,
}: {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  selected?: string | null;
  compact?: boolean;
  initialSort?: Sort | null;
}) {
  const [sort, setSort] = useState<Sort | null>(initialSort);
  const scroll = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => {
    const column = columns.find((candidate) => candidate.key === sort?.column);
    return sort && column?.sortBy ? sortRows(rows, column.sortBy, sort.direction) : rows;
  }, [rows, columns, sort]);
  const isVirtual = sorted.length > virtualAbove;
  const virtualizer = useVirtualizer({
    count: isVirtual ? sorted.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => (compact ? 28 : 34),
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const visible = isVirtual ? sorted.slice(first, (items.at(-1)?.index ?? -1) + 1) : sorted;
  const before = isVirtual ? (items[0]?.start ?? 0) : 0;
  const after = isVirtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  return (
    <div ref={scroll} className={css.scroll}>
      <table className={classes(css.table, compact && css.compact)} aria-label={label} aria-rowcount={sorted.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={setSort} sample={rows[0]} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} columns={columns.length} />}
          {visible.map((row, index) => (
            <tr
              key={rowKey(row)}
              aria-rowindex={first + index + 2}
              aria-selected={selected === undefined ? undefined : selected === rowKey(row)}
              className={onOpen && css.opens}
              tabIndex={onOpen ? 0 : undefined}
              onClick={onOpen && (() => onOpen(row))}
              onKeyDown={onOpen && ((event) => onRowKey(event, () => onOpen(row)))}
            >
              {columns.map((column) => (
                <td key={column.key} className={classes(column.align === 'right' && css.right, column.low && css.low)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && <Space height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  column,
  sort,
  onSort,
  sample,
}: {
  column: Column<Row>;
  sort: Sort | null;
  onSort: (sort: Sort) => void;
  sample: Row | undefined;
}) {
  const t = useWords(uiWords);
  const isSorted = sort?.column === column.key;
  const numeric = sample !== undefined && typeof column.sortBy?.(sample) === 'number';
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      className={classes(column.align === 'right' && css.right, column.low && css.low)}
      aria-label={column.label}
      aria-sort={isSorted ? sort.direction : undefined}
    >
      {column.sortBy ? (
        <button
          type="button"
          className={css.sort}
          title={t('table.sort', { column: column.label ?? String(column.head) })}
          onClick={() => onSort(nextSort(sort, column.key, numeric))}
        >
          {column.head}
          {isSorted && <span aria-hidden="true">{sort.direction === 'ascending' ? '\u2009↑\u2009' : '\u2009↓\u2009'}</span>}
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

/** The first cell of a row: glyph and name. */
export function NameCell({ glyph, children, note }: { glyph?: ReactNode; children: ReactNode; note?: ReactNode }) {
  return (
    <span className={css.name}>
      {glyph}
      <span className="truncate">{children}</span>
      {note && <span className="ink-3 t12">{note}</span>}
    </span>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className={css.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  if (event.key === 'Enter' || event.key === ' ') open();
  else if (event.key === 'ArrowDown') focus(event.currentTarget.nextElementSibling);
  else if (event.key === 'ArrowUp') focus(event.currentTarget.previousElementSibling);
  else return;
  event.preventDefault();
}

function focus(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus();
}
