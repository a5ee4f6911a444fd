import type { SeriesHandle, SeriesStore } from '@pidalio/sim-prometheus';
import type { ScrapeTarget } from './scrape-targets.ts';

/** Writes what a scrape would find straight into the store: in one process there is no need to print and parse it. */
export class MetricWriter {
  readonly #store: SeriesStore;
  readonly #written = new Map<string, WrittenTarget>();

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  write(targets: Iterable<ScrapeTarget>, atMs: number): void {
    const gone = new Set(this.#written.keys());
    for (const target of targets) {
      gone.delete(target.key);
      this.#writeTarget(target, atMs);
    }
    for (const key of gone) this.#end(key, atMs);
  }

  /** Samples of a target are only ever added to, so the handles stay in step with them. */
  #writeTarget({ key, labels, samples }: ScrapeTarget, atMs: number): void {
    let written = this.#written.get(key);
    if (!written) {
      written = { up: this.#store.series({ __name__: 'up', ...labels }), handles: [] };
      this.#written.set(key, written);
    }
    written.up.append(atMs, 1);
    for (const [index, sample] of samples.entries()) {
      const handle = written.handles[index] ?? this.#store.series({ ...sample.labels, ...labels });
      written.handles[index] = handle;
      handle.append(atMs, sample.value);
    }
  }

  #end(key: string, atMs: number): void {
    const written = this.#written.get(key);
    for (const handle of [...(written?.handles ?? []), ...(written ? [written.up] : [])]) handle.appendStale(atMs);
    this.#written.delete(key);
  }
}

interface WrittenTarget {
  up: SeriesHandle;
  handles: SeriesHandle[];
}
