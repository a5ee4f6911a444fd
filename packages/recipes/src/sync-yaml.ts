import { isFields } from '@pidalio/istio';
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { sameJson } from './json.ts';

/**
 * The text with the smallest edits that make it say `after`. Comments, order, quotes and line breaks of everything else stay.
 * A text that does not parse is returned as it is.
 */
export function syncYaml(text: string, after: unknown): string {
  const document: Document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (sameJson(document.toJS(), after)) return text;
  document.contents = sync(document, document.contents, after);
  return document.toString({ lineWidth: 0, indentSeq: sequencesAreIndented(text), flowCollectionPadding: !/\{\S/.test(text) });
}

/** Istio's samples write `- ` at the indentation of the key above; others indent it. Whatever the text does is kept. */
function sequencesAreIndented(text: string): boolean {
  const match = /^( *)(?:- )?[\w."/-]+:\s*(?:#.*)?\n(?:\s*#.*\n|\s*\n)*( *)- /m.exec(text);
  return match === null || (match[2] ?? '').length > (match[1] ?? '').length;
}

function sync(document: Document, node: Node | null, value: unknown): Node {
  if (isMap(node) && isFields(value)) return syncMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return syncSeq(document, node, value);
  if (isScalar(node) && !isFields(value) && !Array.isArray(value)) {
    if (node.value !== value) {
      node.value = value;
      delete node.source;
      if (typeof value !== 'string') delete node.type;
    }
    return node;
  }
  return document.createNode(value);
}

function syncMap(document: Document, map: YAMLMap, value: Record<string, unknown> | Readonly<Record<string, unknown>>): Node {
  map.items = map.items.filter((pair) => keyOf(pair) in value);
  let at = 0;
  for (const [key, child] of Object.entries(value)) {
    const index = map.items.findIndex((pair) => keyOf(pair) === key);
    if (index >= 0) {
      const pair = map.items[index];
      if (pair) pair.value = sync(document, asNode(pair.value), child);
      at = index + 1;
    } else {
      map.items.splice(at, 0, document.createPair(key, child));
      at++;
    }
  }
  return map;
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function asNode(value: unknown): Node | null {
  return isMap(value) || isSeq(value) || isScalar(value) ? value : null;
}

/** Items that did not change keep their nodes wherever they moved to; the others are paired in order between them. */
function syncSeq(document: Document, seq: YAMLSeq, value: readonly unknown[]): Node {
  giveCommentToFirstItem(seq);
  const old = seq.items.map((node) => ({ node, json: toJson(node, document) }));
  const pairs = pairItems(
    old.map(({ json }) => json),
    value,
  );
  seq.items = value.map((child, index) => {
    const from = pairs[index];
    return from === undefined || from < 0 ? document.createNode(child) : sync(document, asNode(old[from]?.node), child);
  });
  return seq;
}

/** The parser hands a comment above the first item to the list; it has to travel with the item. */
function giveCommentToFirstItem(seq: YAMLSeq): void {
  const first = asNode(seq.items[0]);
  if (!first || !seq.commentBefore) return;
  first.commentBefore = [seq.commentBefore, first.commentBefore].filter(Boolean).join('\n');
  seq.commentBefore = null;
}

function toJson(node: unknown, document: Document): unknown {
  const known = asNode(node);
  return known ? known.toJS(document) : node;
}

/** For each new item the index of the old item it comes from, or -1. */
function pairItems(old: readonly unknown[], next: readonly unknown[]): number[] {
  const used = new Set<number>();
  const take = (test: (candidate: unknown, index: number) => boolean): number => {
    const index = old.findIndex((candidate, at) => !used.has(at) && test(candidate, at));
    if (index >= 0) used.add(index);
    return index;
  };
  const pairs = next.map((item) => take((candidate) => sameJson(candidate, item)));
  const byName = pairs.map((from, index) => (from >= 0 ? from : take((candidate) => haveSameName(candidate, next[index]))));
  return byName.map((from, index) => {
    if (from >= 0) return from;
    // As many items as before: what is left at the same place was changed in place.
    return old.length === next.length ? take((_, at) => at === index) : take((candidate) => isAlike(candidate, next[index]));
  });
}

function haveSameName(a: unknown, b: unknown): boolean {
  return isFields(a) && isFields(b) && typeof a.name === 'string' && a.name === b.name;
}

/** Two destinations of one host and subset, or two unnamed rules: the same thing with another number in it. */
function isAlike(a: unknown, b: unknown): boolean {
  if (!isFields(a) || !isFields(b)) return false;
  if ('destination' in a || 'destination' in b) return sameJson(a.destination, b.destination);
  return !('name' in a) && !('name' in b) && (sameJson(a.match, b.match) || sameJson(a.route, b.route));
}
