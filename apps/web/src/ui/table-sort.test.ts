import { expect, test } from 'vitest';
import { nextSort, sortRows } from './table-sort.ts';

const own = (value: string | number | null) => value;

test('versions sort naturally', () => expect(sortRows(['v10', 'v2', 'v1'], own, 'ascending')).toEqual(['v1', 'v2', 'v10']));
test('unknown comes last either way', () => {
  expect(sortRows([null, 2, 1], own, 'ascending')).toEqual([1, 2, null]);
  expect(sortRows([null, 1, 2], own, 'descending')).toEqual([2, 1, null]);
});
test('numbers start with the largest, text with the first, a second click turns round', () => {
  const first = nextSort(null, 'rate', true);
  expect(first.direction).toBe('descending');
  expect(nextSort(first, 'rate', true).direction).toBe('ascending');
  expect(nextSort(first, 'name', false)).toEqual({ column: 'name', direction: 'ascending' });
});
