/** Labels but the metric name and `le`, as name, value, name, value … sorted by name. */
export class SharedLabels {
  readonly pairs: readonly string[];
  /** Where among the pairs `__name__` and `le` would stand. */
  readonly nameAt: number;
  readonly boundAt: number;
  readonly hash: number;

  private constructor(pairs: readonly string[]) {
    this.pairs = pairs;
    this.nameAt = placeOf('__name__', pairs);
    this.boundAt = placeOf('le', pairs);
    this.hash = hashOf(pairs);
  }

  static of(pairs: string[]): SharedLabels {
    return pairs.length === 0 ? noLabels : new SharedLabels(exactly(pairs));
  }

  static readonly none = new SharedLabels([]);

  get(name: string): string {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return pairs[i + 1] ?? '';
    }
    return '';
  }

  get key(): string {
    return this.pairs.join('\u0000');
  }

  equals(other: SharedLabels): boolean {
    if (this === other) return true;
    if (this.hash !== other.hash || this.pairs.length !== other.pairs.length) return false;
    return this.pairs.every((text, i) => text === other.pairs[i]);
  }

  /** By the first text that differs; undefined where one set begins with the whole other. */
  compareFirst(other: SharedLabels): number | undefined {
    if (this === other) return 0;
    const [left, right] = [this.pairs, other.pairs];
    const length = Math.min(left.length, right.length);
    for (let i = 0; i < length; i++) {
      const [a, b] = [left[i] ?? '', right[i] ?? ''];
      if (a !== b) return a < b ? -1 : 1;
    }
    return left.length === right.length ? 0 : undefined;
  }

  filter(keep: (name: string) => boolean): SharedLabels {
    const kept: string[] = [];
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) {
      const name = pairs[i] ?? '';
      if (keep(name)) kept.push(name, pairs[i + 1] ?? '');
    }
    return kept.length === pairs.length ? this : SharedLabels.of(kept);
  }
}

export const noLabels = SharedLabels.none;

/** Lists that were pushed to keep room for more. */
function exactly(pairs: readonly string[]): readonly string[] {
  return pairs.slice();
}

function placeOf(name: string, pairs: readonly string[]): number {
  let at = 0;
  while (at < pairs.length && (pairs[at] ?? '') < name) at += 2;
  return at;
}

function hashOf(pairs: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const text of pairs) {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash;
}
