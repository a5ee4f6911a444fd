import { noLabels, SharedLabels } from './shared-labels.ts';

const pool = new Map<string, string>();

/** One shared string per distinct text, so that ten thousand series share their label values. */
export function intern(text: string): string {
  const known = pool.get(text);
  if (known !== undefined) return known;
  pool.set(text, text);
  return text;
}

const metricName = '__name__';
const bucketBound = 'le';

/**
 * An immutable label set, sorted by name (by UTF-16 unit). Empty values are not labels. The metric name and `le` stand beside the
 * rest, which the many series of one histogram have in common and share.
 */
export class Labels {
  static readonly empty = new Labels(noLabels, '', '');

  readonly shared: SharedLabels;
  private readonly name: string;
  private readonly bound: string;
  private cachedWithoutName: Labels | undefined;

  private constructor(shared: SharedLabels, name: string, bound: string) {
    this.shared = shared;
    this.name = name;
    this.bound = bound;
  }

  static from(record: Readonly<Record<string, string>>): Labels {
    const pairs: string[] = [];
    for (const name of Object.keys(record).sort()) {
      const value = record[name];
      if (value && name !== metricName && name !== bucketBound) pairs.push(intern(name), intern(value));
    }
    return Labels.of(SharedLabels.of(pairs), intern(record[metricName] ?? ''), intern(record[bucketBound] ?? ''));
  }

  private static of(shared: SharedLabels, name: string, bound: string): Labels {
    return shared === noLabels && name === '' && bound === '' ? Labels.empty : new Labels(shared, name, bound);
  }

  /** The same labels on an equal set that other series have already. */
  sharing(shared: SharedLabels): Labels {
    return shared === this.shared ? this : Labels.of(shared, this.name, this.bound);
  }

  get(name: string): string {
    if (name === metricName) return this.name;
    if (name === bucketBound) return this.bound;
    return this.shared.get(name);
  }

  get size(): number {
    return this.shared.pairs.length / 2 + (this.name === '' ? 0 : 1) + (this.bound === '' ? 0 : 1);
  }

  /** Equal label sets, and only those, have equal keys. */
  get key(): string {
    return `${this.name}\u0000${this.bound}\u0000${this.shared.key}`;
  }

  /** Equal label sets have equal hashes (FNV-1a); of a store's many series it is much smaller than the key. */
  get hash(): number {
    return hashText(hashText(this.shared.hash, this.name), this.bound);
  }

  equals(other: Labels): boolean {
    return this.name === other.name && this.bound === other.bound && this.shared.equals(other.shared);
  }

  get withoutName(): Labels {
    this.cachedWithoutName ??= this.name === '' ? this : Labels.of(this.shared, '', this.bound);
    return this.cachedWithoutName;
  }

  filter(keep: (name: string) => boolean): Labels {
    const name = this.name !== '' && keep(metricName) ? this.name : '';
    const bound = this.bound !== '' && keep(bucketBound) ? this.bound : '';
    const shared = this.shared.filter(keep);
    return shared === this.shared && name === this.name && bound === this.bound ? this : Labels.of(shared, name, bound);
  }

  /** Sets one label; an empty value removes it. */
  with(name: string, value: string): Labels {
    if (this.get(name) === value) return this;
    return Labels.from({ ...this.toRecord(), [name]: value });
  }

  forEach(visit: (name: string, value: string) => void): void {
    for (let i = 0; i < this.size; i++) visit(this.textAt(2 * i), this.textAt(2 * i + 1));
  }

  toRecord(): Record<string, string> {
    const record: Record<string, string> = {};
    this.forEach((name, value) => {
      record[name] = value;
    });
    return record;
  }

  /** As Prometheus prints a label set in its messages: `{__name__="up", job="a"}`. */
  toString(): string {
    const parts: string[] = [];
    this.forEach((name, value) => {
      parts.push(`${name}=${JSON.stringify(value)}`);
    });
    return `{${parts.join(', ')}}`;
  }

  /** The order of two label sets where it shows in one part of them; undefined where that must be seen from the whole. */
  compareBeside(other: Labels): number | undefined {
    if (this.name === other.name && this.bound === other.bound) return this.shared.compareFirst(other.shared);
    if (this.shared !== other.shared || this.name === '' || other.name === '') return undefined;
    if (this.name !== other.name) return this.name < other.name ? -1 : 1;
    return this.bound === '' || other.bound === '' ? undefined : this.bound < other.bound ? -1 : 1;
  }

  /** Name, value, name, value … in order; the two that stand beside the rest in their places. */
  textAt(index: number): string {
    const { pairs, nameAt, boundAt } = this.shared;
    let at = index;
    if (this.name !== '') {
      if (at === nameAt) return metricName;
      if (at === nameAt + 1) return this.name;
      if (at > nameAt) at -= 2;
    }
    if (this.bound !== '') {
      if (at === boundAt) return bucketBound;
      if (at === boundAt + 1) return this.bound;
      if (at > boundAt) at -= 2;
    }
    return pairs[at] ?? '';
  }
}

/** FNV-1a, going on from a hash. */
function hashText(start: number, text: string): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(hash, 0x01000193);
}

export function compareLabels(a: Labels, b: Labels): number {
  return a.compareBeside(b) ?? compareTexts(a, b);
}

function compareTexts(a: Labels, b: Labels): number {
  const length = 2 * Math.min(a.size, b.size);
  for (let i = 0; i < length; i++) {
    const left = a.textAt(i);
    const right = b.textAt(i);
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.size - b.size;
}
