import type { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';
import { Series } from './series.ts';

type Postings = Map<string, Series[]>;

/** From label name and value to series, as the postings of a TSDB index. */
export class LabelIndex {
  private readonly alive = new Set<Series>();
  private readonly byHash = new Map<number, Series[]>();
  private readonly postings = new Map<string, Postings>();

  get size(): number {
    return this.alive.size;
  }

  getOrCreate(labels: Labels): Series {
    const { hash } = labels;
    const candidates = this.byHash.get(hash) ?? [];
    const known = candidates.find((series) => series.labels.equals(labels));
    if (known !== undefined) return known;
    const series = new Series(labels);
    this.alive.add(series);
    this.byHash.set(hash, [...candidates, series]);
    labels.forEach((name, value) => {
      this.listFor(name, value).push(series);
    });
    return series;
  }

  all(): IterableIterator<Series> {
    return this.alive.values();
  }

  names(): string[] {
    return [...this.postings.keys()].sort();
  }

  values(name: string): string[] {
    return [...(this.postings.get(name)?.keys() ?? [])].sort();
  }

  /** Starts from the shortest list that one matcher names, and asks the other matchers of each series in it. */
  select(matchers: readonly Matcher[]): Series[] {
    let best: { lists: Series[][]; count: number; matcher: Matcher } | undefined;
    for (const matcher of matchers) {
      const lists = this.candidates(matcher);
      if (lists === null) continue;
      const count = lists.reduce((sum, list) => sum + list.length, 0);
      if (count === 0) return [];
      if (best === undefined || count < best.count) best = { lists, count, matcher };
    }
    const start = best?.lists.flat() ?? [...this.all()];
    const rest = matchers.filter((matcher) => matcher !== best?.matcher);
    return start.filter((series) => rest.every((matcher) => matcher.matches(series.labels.get(matcher.name))));
  }

  remove(outdated: readonly Series[]): void {
    if (outdated.length === 0) return;
    const gone = new Set(outdated);
    for (const series of outdated) {
      series.isForgotten = true;
      this.alive.delete(series);
      const { hash } = series.labels;
      const others = (this.byHash.get(hash) ?? []).filter((other) => other !== series);
      if (others.length === 0) this.byHash.delete(hash);
      else this.byHash.set(hash, others);
    }
    for (const [name, lists] of this.postings) {
      for (const [value, list] of lists) {
        const kept = list.filter((series) => !gone.has(series));
        if (kept.length === 0) lists.delete(value);
        else if (kept.length < list.length) lists.set(value, kept);
      }
      if (lists.size === 0) this.postings.delete(name);
    }
  }

  /** The lists that hold every series the matcher accepts, or null for a matcher that also accepts a missing label. */
  private candidates(matcher: Matcher): Series[][] | null {
    if (matcher.matches('')) return null;
    const lists = this.postings.get(matcher.name);
    if (lists === undefined) return [];
    if (matcher.literals !== null) return matcher.literals.flatMap((value) => [lists.get(value) ?? []]);
    return [...lists].filter(([value]) => matcher.matches(value)).map(([, list]) => list);
  }

  private listFor(name: string, value: string): Series[] {
    const lists = this.postings.get(name) ?? new Map<string, Series[]>();
    this.postings.set(name, lists);
    const list = lists.get(value) ?? [];
    lists.set(value, list);
    return list;
  }
}
