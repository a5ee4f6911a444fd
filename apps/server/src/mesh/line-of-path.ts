import { type KubeObject, toYaml } from '@pidalio/istio';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

interface ReadText {
  document: Document;
  lines: LineCounter;
}

const texts = new WeakMap<KubeObject, ReadText>();

/**
 * Line (from 1) of a field in an object, in the text that the editor shows of it, or of the nearest parent that is there.
 * @param path as a decision names it: `spec.http[0].match[1].headers.end-user`; keys may hold dots
 * @param draft the text itself, where the object is read from one
 */
export function lineOfPath(object: KubeObject, path: string, draft?: string): number {
  let text = texts.get(object);
  if (text === undefined) {
    const lines = new LineCounter();
    text = { document: parseDocument(draft ?? toYaml(object), { lineCounter: lines }), lines };
    texts.set(object, text);
  }
  return text.lines.linePos(offsetOf(text.document.contents, path)).line;
}

function offsetOf(root: unknown, path: string): number {
  let node = root;
  let rest = path;
  let offset = 0;
  while (rest !== '') {
    const index = /^\[(\d+)\]\.?/.exec(rest);
    if (isSeq(node) && index !== null) {
      const item: unknown = node.items[Number(index[1])];
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
      rest = rest.slice(index[0].length);
    } else if (isMap(node)) {
      const pair = longestKey(node.items, rest);
      if (pair === undefined) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
      rest = rest.slice(String(pair.key.value).length).replace(/^\./, '');
    } else break;
  }
  return offset;
}

/** The key that the path starts with; of `end` and `end.user` the longer one. */
function longestKey(items: readonly { key: unknown; value: unknown }[], rest: string) {
  let found: { key: { value: unknown; range?: readonly number[] | null | undefined }; value: unknown } | undefined;
  for (const { key, value } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const isStart = rest === name || rest.startsWith(`${name}.`) || rest.startsWith(`${name}[`);
    if (isStart && (found === undefined || name.length > String(found.key.value).length)) found = { key, value };
  }
  return found;
}
