import { type Document, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';

/** Keys and list indices from the root of a document. */
export type FieldPath = readonly (string | number)[];

/** As the API server writes it: `spec.http[0].timeout`, `metadata.labels[a.b/c]`. */
export function formatPath(path: FieldPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (step.includes('.')) return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** The innermost field whose key or value covers an offset of the text; of a space before a value, the value's field. */
export function pathAt(document: Document, offset: number): FieldPath {
  const path: (string | number)[] = [];
  let node: unknown = document.contents;
  while (isCollection(node)) {
    const inside = childAt(node.items, offset);
    if (inside === undefined) break;
    if (isMap(node) && isPair(inside.item) && isScalar(inside.item.key)) {
      path.push(String(inside.item.key.value));
      if (covers(inside.item.key, offset)) break;
      node = inside.item.value;
    } else if (isSeq(node)) {
      path.push(inside.index);
      node = inside.item;
    } else break;
  }
  return path;
}

/** The last child that starts at or before the offset. */
function childAt(items: readonly unknown[], offset: number): { item: unknown; index: number } | undefined {
  let found: { item: unknown; index: number } | undefined;
  for (const [index, item] of items.entries()) if (startOf(item) <= offset) found = { item, index };
  return found;
}

function startOf(item: unknown): number {
  return rangeOf(isPair(item) ? item.key : item)?.[0] ?? Number.POSITIVE_INFINITY;
}

function covers(node: unknown, offset: number): boolean {
  const [start = 0, end = 0] = rangeOf(node) ?? [];
  return start <= offset && offset < end;
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return isScalar(node) || isCollection(node) ? (node.range ?? undefined) : undefined;
}
