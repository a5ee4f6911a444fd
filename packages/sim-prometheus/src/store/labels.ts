const pool = new Map<string, string>();

/** One shared string per distinct text, so that ten thousand series share their label values. */
export function intern(text: string): string {
  const known = pool.get(text);
  if (known !== undefined) return known;
  pool.set(text, text);
  return text;
}

const metricName = '__name__';

/** An immutable label set, kept as name, value, name, value … sorted by name (by UTF-16 unit). Empty values are not labels. */
export class Labels {
  static readonly empty = new Labels([]);

  readonly pairs: readonly string[];
  private cachedKey: string | undefined;
  private cachedWithoutName: Labels | undefined;

  private constructor(pairs: readonly string[]) {
    this.pairs = pairs;
  }

  static from(record: Readonly<Record<string, string>>): Labels {
    const pairs: string[] = [];
    for (const name of Object.keys(record).sort()) {
      const value = record[name];
      if (value) pairs.push(intern(name), intern(value));
    }
    return pairs.length === 0 ? Labels.empty : new Labels(pairs);
  }

  get(name: string): string {
    const pairs = this.pairs;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === name) return pairs[i + 1] ?? '';
    }
    return '';
  }

  /** Equal label sets, and only those, have equal keys. */
  get key(): string {
    this.cachedKey ??= this.pairs.join('\u0000');
    return this.cachedKey;
  }

  /** Equal label sets have equal hashes (FNV-1a); of a store's many series it is much smaller than the key. */
  get hash(): number {
    let hash = 0x811c9dc5;
    for (const text of this.pairs) {
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      hash = Math.imul(hash, 0x01000193);
    }
    return hash;
  }

  equals(other: Labels): boolean {
    return this.pairs.length === other.pairs.length && this.pairs.every((text, i) => text === other.pairs[i]);
  }

  get withoutName(): Labels {
    this.cachedWithoutName ??= this.get(metricName) === '' ? this : this.filter((name) => name !== metricName);
    return this.cachedWithoutName;
  }

  filter(keep: (name: string) => boolean): Labels {
    const pairs: string[] = [];
    this.forEach((name, value) => {
      if (keep(name)) pairs.push(name, value);
    });
    return pairs.length === this.pairs.length ? this : pairs.length === 0 ? Labels.empty : new Labels(pairs);
  }

  /** Sets one label; an empty value removes it. */
  with(name: string, value: string): Labels {
    if (this.get(name) === value) return this;
    return Labels.from({ ...this.toRecord(), [name]: value });
  }

  forEach(visit: (name: string, value: string) => void): void {
    const pairs = this.pairs;
    for (let i = 0; i + 1 < pairs.length; i += 2) visit(pairs[i] ?? '', pairs[i + 1] ?? '');
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
}

export function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.pairs.length, b.pairs.length);
  for (let i = 0; i < length; i++) {
    const left = a.pairs[i] ?? '';
    const right = b.pairs[i] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.pairs.length - b.pairs.length;
}
