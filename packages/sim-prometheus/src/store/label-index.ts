import type { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';
import { PostingList } from './posting-list.ts';
import { Series, type SeriesMemory } from './series.ts';
import { SharedPool } from './shared-pool.ts';

type Postings = Map<string, PostingList>;

/** From label name and value to series, as the postings of a TSDB index. */
export class LabelIndex {
  private readonly memory: SeriesMemory;
  private readonly byId = new Map<number, Series>();
  /** A list only where label sets have the same hash. */
  private readonly byHash = new Map<number, Series | Series[]>();
  private readonly postings = new Map<string, Postings>();
  private readonly pool = new SharedPool();
  private nextId = 0;

  constructor(memory: SeriesMemory) {
    this.memory = memory;
  }

  get size(): number {
    return this.byId.size;
  }

  getOrCreate(labels: Labels): Series {
    const { hash } = labels;
    const found = this.byHash.get(hash);
    const candidates = found === undefined ? [] : Array.isArray(found) ? found : [found];
    const known = candidates.find((series) => series.labels.equals(labels));
    if (known !== undefined) return known;
    const series = new Series(this.pool.share(labels), this.nextId++, this.memory);
    this.byId.set(series.id, series);
    this.byHash.set(hash, found === undefined ? series : [...candidates, series]);
    labels.forEach((name, value) => {
      this.listFor(name, value).add(series.id);
    });
    return series;
  }

  all(): IterableIterator<Series> {
    return this.byId.values();
  }

  names(): string[] {
    return [...this.postings.keys()].sort();
  }

  values(name: string): string[] {
    return [...(this.postings.get(name)?.keys() ?? [])].sort();
  }

  /** Starts from the shortest list that one matcher names, and asks the other matchers of each series in it. */
  select(matchers: readonly Matcher[]): Series[] {
    let best: { lists: PostingList[]; count: number; matcher: Matcher } | undefined;
    for (const matcher of matchers) {
      const lists = this.candidates(matcher);
      if (lists === null) continue;
      const count = lists.reduce((sum, list) => sum + list.count, 0);
      if (count === 0) return [];
      if (best === undefined || count < best.count) best = { lists, count, matcher };
    }
    const start = best === undefined ? [...this.all()] : this.seriesOf(best.lists);
    const rest = matchers.filter((matcher) => matcher !== best?.matcher);
    return start.filter((series) => rest.every((matcher) => matcher.matches(series.labels.get(matcher.name))));
  }

  remove(outdated: readonly Series[]): void {
    if (outdated.length === 0) return;
    const gone = new Set(outdated.map(({ id }) => id));
    for (const series of outdated) {
      series.release();
      this.byId.delete(series.id);
      this.removeHash(series);
    }
    this.pool.keepOnly(this.all());
    for (const [name, lists] of this.postings) {
      for (const [value, list] of lists) {
        list.remove(gone);
        if (list.count === 0) lists.delete(value);
      }
      if (lists.size === 0) this.postings.delete(name);
    }
  }

  private removeHash(series: Series): void {
    const { hash } = series.labels;
    const found = this.byHash.get(hash);
    const others = Array.isArray(found) ? found.filter((other) => other !== series) : [];
    if (others.length === 0) this.byHash.delete(hash);
    else this.byHash.set(hash, others);
  }

  private seriesOf(lists: readonly PostingList[]): Series[] {
    const found: Series[] = [];
    for (const list of lists) {
      list.forEach((id) => {
        const series = this.byId.get(id);
        if (series !== undefined) found.push(series);
      });
    }
    return found;
  }

  /** The lists that hold every series the matcher accepts, or null for a matcher that also accepts a missing label. */
  private candidates(matcher: Matcher): PostingList[] | null {
    if (matcher.matches('')) return null;
    const lists = this.postings.get(matcher.name);
    if (lists === undefined) return [];
    if (matcher.literals !== null) return matcher.literals.flatMap((value) => lists.get(value) ?? []);
    return [...lists].filter(([value]) => matcher.matches(value)).map(([, list]) => list);
  }

  private listFor(name: string, value: string): PostingList {
    const lists = this.postings.get(name) ?? new Map<string, PostingList>();
    this.postings.set(name, lists);
    const list = lists.get(value) ?? new PostingList();
    lists.set(value, list);
    return list;
  }
}
