import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Something wrong in the draft, with the line it stands on. */
export interface Problem {
  /** `schema`: by the CRD's schema; `text`: what no schema knows; `server`: the API server's own words. */
  source: 'schema' | 'text' | 'server';
  severity: 'error' | 'warning';
  line: number;
  message: string;
  /** Field path where known, e.g. `spec.http[0].timeout`. */
  path: string | null;
  /** A name in the text that was mistyped, and what was probably meant. */
  fix?: { offset: number; from: string; to: string };
}

/** In the order of their lines, each once. Where the text is no single object, what the schema says of the rest of it is noise. */
export function arrangeProblems(schema: readonly Problem[], text: readonly Problem[], server: readonly Problem[]): Problem[] {
  const rest = Math.min(...text.filter(({ path }) => path === null).map(({ line }) => line));
  const all = [...schema.filter(({ line }) => line < rest), ...text, ...server].sort((a, b) => a.line - b.line);
  const isSame = (a: Problem, b: Problem) => a.line === b.line && a.message === b.message && a.path === b.path;
  return all.filter((problem, index) => all.findIndex((other) => isSame(other, problem)) === index);
}

/** The text with the mistyped name corrected; as it was if it has moved on since. */
export function applyFix(text: string, { offset, from, to }: NonNullable<Problem['fix']>): string {
  return text.startsWith(from, offset) ? text.slice(0, offset) + to + text.slice(offset + from.length) : text;
}

/**
 * Line of a field in a YAML text, or of the nearest parent that is there; 1 when nothing of the path exists.
 * @param path as the API server writes it: `spec.http[0].route[1].weight`, `metadata.labels[a.b/c]`
 */
export function lineOfPath(text: string, path: string): number {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? []) {
    const key = step.replace(/^\[|\]$/g, '');
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!pair) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(key)];
      if (item === undefined) break;
      const range = isMap(item) || isScalar(item) || isSeq(item) ? item.range : undefined;
      if (range) offset = range[0];
      node = item;
    } else break;
  }
  return counter.linePos(offset).line;
}
