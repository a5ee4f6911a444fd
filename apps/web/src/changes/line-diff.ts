import { structuredPatch } from 'diff';
import { type Document, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';

export interface DiffRow {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line number in the text the row belongs to: after for added and same, before for removed. */
  line: number;
}

export interface DiffHunk {
  /** Where the hunk begins, as a field path: `spec.http[1].route`. '' at the top. */
  path: string;
  rows: DiffRow[];
}

/**
 * Difference of two YAML texts in hunks with `context` unchanged lines around each change.
 * @returns no hunks when the texts are equal
 */
export function diffYaml(before: string, after: string, context = 3): DiffHunk[] {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context });
  const document = parseDocument(after);
  return hunks.map((hunk) => {
    let beforeLine = hunk.oldStart;
    let afterLine = hunk.newStart;
    const rows: DiffRow[] = [];
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) rows.push({ kind: 'added', text, line: afterLine++ });
      else if (line.startsWith('-')) rows.push({ kind: 'removed', text, line: beforeLine++ });
      else if (line.startsWith(' ')) {
        rows.push({ kind: 'same', text, line: afterLine++ });
        beforeLine++;
      }
    }
    return { path: pathAt(document, after, hunk.newStart), rows };
  });
}

export function countChanges(hunks: readonly DiffHunk[]): { added: number; removed: number } {
  const rows = hunks.flatMap((hunk) => hunk.rows);
  return { added: rows.filter((row) => row.kind === 'added').length, removed: rows.filter((row) => row.kind === 'removed').length };
}

/** Field path of the innermost list or map that the line lies in. */
function pathAt(document: Document, text: string, line: number): string {
  const offset = offsetOfLine(text, line);
  let path = '';
  visit(document, {
    Collection(_, node, ancestors) {
      const { range } = node;
      if (!range || range[0] > offset || range[1] <= offset) return;
      path = pathOf([...ancestors, node]);
    },
  });
  return path;
}

function pathOf(nodes: readonly unknown[]): string {
  let path = '';
  nodes.forEach((node, index) => {
    const parent = nodes[index - 1];
    if (isPair(node) && isScalar(node.key)) path += `${path ? '.' : ''}${node.key.value}`;
    if (isSeq(parent)) path += `[${parent.items.indexOf(node)}]`;
  });
  return path;
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', offset);
    if (end === -1) break;
    offset = end + 1;
  }
  return offset + (/^[ ]*/.exec(text.slice(offset))?.[0].length ?? 0);
}
