export interface Sort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** Numbers by size, text naturally (`v2` before `v10`); null comes last either way. Keeps the order of equals. */
export function sortRows<Row>(rows: readonly Row[], keyOf: (row: Row) => number | string | null, direction: Sort['direction']): Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((left, right) => {
    const a = keyOf(left);
    const b = keyOf(right);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** A click on a head: numbers start with the largest, text with the first; a second click turns round. */
export function nextSort(current: Sort | null, column: string, numeric: boolean): Sort {
  if (current?.column !== column) return { column, direction: numeric ? 'descending' : 'ascending' };
  return { column, direction: current.direction === 'ascending' ? 'descending' : 'ascending' };
}
