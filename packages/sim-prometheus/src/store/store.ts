import { Arena } from './arena.ts';
import { Heads } from './heads.ts';
import { LabelIndex } from './label-index.ts';
import { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';
import type { Series } from './series.ts';
import type { SharedLabels } from './shared-labels.ts';

export interface SeriesHandle {
  /** A sample that is not newer than the series' last one is ignored. */
  append(timestampMs: number, value: number): void;
  /** Ends the series: queries after this time no longer look back to its last sample. */
  appendStale(timestampMs: number): void;
}

export interface MetricMetadata {
  type: string;
  help: string;
}

export interface SeriesStore {
  readonly retentionMs: number;
  /** Gets or creates the series with these labels (`__name__` among them). */
  series(labels: Readonly<Record<string, string>>): SeriesHandle;
  /** Estimated size of the samples and labels. */
  bytes(): number;
  seriesCount(): number;
  /** Notes what a `# HELP` and `# TYPE` line says of a metric; shown by the metadata endpoint only. */
  describe(metric: string, metadata: MetricMetadata): void;
  metadata(): ReadonlyMap<string, MetricMetadata>;
  /** Series that all matchers accept and that have samples in the period, in the order of their creation. */
  select(matchers: readonly Matcher[], startMs?: number, endMs?: number): Series[];
  labelValues(name: string): string[];
  labelNames(): string[];
}

export interface StoreOptions {
  /** Samples older than this, counted from the newest sample, are forgotten (in blocks). */
  retentionMs: number;
}

export function createStore(options: StoreOptions): SeriesStore {
  return new MemoryStore(options.retentionMs);
}

/** Estimates: a series with its handle and its places in the index, its place in one list of postings, and a set of labels. */
const SERIES_BYTES = 500;
const POSTING_BYTES = 5;
const SHARED_BYTES = 120;

/** One object per series; closures would cost several. */
class Handle implements SeriesHandle {
  private series: Series;
  private readonly index: LabelIndex;
  private readonly advance: (timestampMs: number) => void;

  constructor(index: LabelIndex, labels: Labels, advance: (timestampMs: number) => void) {
    this.index = index;
    this.series = index.getOrCreate(labels);
    this.advance = advance;
  }

  append(timestampMs: number, value: number): void {
    if (this.current().append(timestampMs, value)) this.advance(timestampMs);
  }

  appendStale(timestampMs: number): void {
    if (this.current().appendStale(timestampMs)) this.advance(timestampMs);
  }

  /** A series that was forgotten for its age comes back when its owner writes again. */
  private current(): Series {
    if (this.series.isForgotten) this.series = this.index.getOrCreate(this.series.labels);
    return this.series;
  }
}

class MemoryStore implements SeriesStore {
  private readonly described = new Map<string, MetricMetadata>();
  private readonly memory = { arena: new Arena(), heads: new Heads() };
  private readonly index = new LabelIndex(this.memory);
  readonly retentionMs: number;
  private newestMs = Number.NEGATIVE_INFINITY;
  private sweepAtMs = Number.NEGATIVE_INFINITY;

  constructor(retentionMs: number) {
    this.retentionMs = retentionMs;
  }

  series(record: Readonly<Record<string, string>>): SeriesHandle {
    return new Handle(this.index, Labels.from(record), this.advance);
  }

  bytes(): number {
    let bytes = this.memory.arena.bytes() + this.memory.heads.bytes();
    const shared = new Set<SharedLabels>();
    for (const { labels } of this.index.all()) {
      bytes += SERIES_BYTES + labels.size * POSTING_BYTES;
      shared.add(labels.shared);
    }
    for (const { pairs } of shared) bytes += SHARED_BYTES + pairs.length * 8;
    return bytes;
  }

  seriesCount(): number {
    return this.index.size;
  }

  describe(metric: string, metadata: MetricMetadata): void {
    this.described.set(metric, metadata);
  }

  metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.described;
  }

  select(matchers: readonly Matcher[], startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY): Series[] {
    return this.index.select(matchers).filter((series) => series.lastMs >= startMs && series.firstMs() <= endMs);
  }

  labelValues(name: string): string[] {
    return this.index.values(name);
  }

  labelNames(): string[] {
    return this.index.names();
  }

  private readonly advance = (timestampMs: number): void => {
    if (timestampMs <= this.newestMs) return;
    this.newestMs = timestampMs;
    if (timestampMs < this.sweepAtMs) return;
    if (this.sweepAtMs !== Number.NEGATIVE_INFINITY) this.sweep(timestampMs - this.retentionMs);
    this.sweepAtMs = timestampMs + this.retentionMs / 20;
  };

  private sweep(oldestMs: number): void {
    const outdated: Series[] = [];
    for (const series of this.index.all()) {
      if (series.lastMs < oldestMs && series.lastMs !== Number.NEGATIVE_INFINITY) outdated.push(series);
      else series.dropBefore(oldestMs);
    }
    this.index.remove(outdated);
  }
}
