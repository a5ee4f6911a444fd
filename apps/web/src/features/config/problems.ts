import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Something wrong in the draft, with the line it stands on. */
export interface Problem {
  /** `schema`: found in the browser; `server`: the API server's own words; `finding`: ours. */
  source: 'schema' | 'server' | 'finding';
  severity: 'error' | 'warning';
  line: number;
  message: string;
  /** Field path where known, e.g. `spec.http[0].timeout`. */
  path: string | null;
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
