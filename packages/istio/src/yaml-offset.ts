import { isMap, isNode, isScalar, isSeq, type Pair, type Scalar } from 'yaml';

/**
 * Offset of a field in a YAML text, or of the nearest parent that is there.
 * @param root contents of a parsed document
 * @param path as a decision names it: `spec.http[0].match[1].headers.end-user`; keys may hold dots
 */
export function yamlOffset(root: unknown, path: string): number {
  let node = root;
  let rest = path;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
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
function longestKey(items: readonly Pair[], rest: string): Pair<Scalar> | undefined {
  let found: Pair<Scalar> | undefined;
  for (const pair of items) {
    if (!hasScalarKey(pair)) continue;
    const name = String(pair.key.value);
    const isStart = rest === name || rest.startsWith(`${name}.`) || rest.startsWith(`${name}[`);
    if (isStart && (found === undefined || name.length > String(found.key.value).length)) found = pair;
  }
  return found;
}

function hasScalarKey(pair: Pair): pair is Pair<Scalar> {
  return isScalar(pair.key);
}
