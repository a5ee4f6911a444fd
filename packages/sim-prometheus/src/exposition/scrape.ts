import type { SeriesHandle, SeriesStore } from '../store/store.ts';
import { parseExpositionPage } from './parse-exposition.ts';

export interface ScrapeTarget {
  url: string;
  /** Added to every sample (`job`, `instance`, …). A label of the page with the same name becomes `exported_<name>`. */
  labels: Readonly<Record<string, string>>;
}

export interface ScrapeOptions {
  store: SeriesStore;
  /** Asked before every round, so that targets may come and go. */
  targets: () => readonly ScrapeTarget[];
  intervalMs: number;
  /** How long one page may take; the interval where not given. */
  timeoutMs?: number;
  now?: () => number;
}

export interface Scraping {
  stop(): void;
}

/** Scrapes all targets now and then at every interval, until stopped. */
export function startScraping(options: ScrapeOptions): Scraping {
  const now = options.now ?? Date.now;
  const scraper = new Scraper(options.store, options.timeoutMs ?? options.intervalMs, now);
  const stopping = new AbortController();
  let running = false;
  const round = async () => {
    if (running) return;
    running = true;
    await scraper.round(options.targets(), stopping.signal);
    running = false;
  };
  void round();
  const timer = setInterval(round, options.intervalMs);
  return {
    stop() {
      clearInterval(timer);
      stopping.abort();
    },
  };
}

/** Series that the last scrape of a target wrote, by their labels as JSON. */
type Written = Map<string, SeriesHandle>;

/** Scrapes targets once per round and remembers what each wrote, to end the series that disappear. */
export class Scraper {
  private readonly store: SeriesStore;
  private readonly timeoutMs: number;
  private readonly now: () => number;
  private readonly writtenBy = new Map<string, Written>();

  constructor(store: SeriesStore, timeoutMs: number, now: () => number) {
    this.store = store;
    this.timeoutMs = timeoutMs;
    this.now = now;
  }

  async round(targets: readonly ScrapeTarget[], signal: AbortSignal): Promise<void> {
    const present = new Set(targets.map(targetKey));
    for (const [key, written] of this.writtenBy) {
      if (present.has(key)) continue;
      endAll(written, this.now());
      this.writtenBy.delete(key);
    }
    await Promise.all(targets.map((target) => this.scrape(target, signal)));
  }

  private async scrape(target: ScrapeTarget, signal: AbortSignal): Promise<void> {
    const startMs = this.now();
    const startedAt = performance.now();
    const page = await this.fetchPage(target.url, signal);
    if (signal.aborted) return;
    const written: Written = new Map();
    const parsed = page === null ? null : readPage(page);
    const samples = parsed?.samples ?? [];
    for (const [metric, metadata] of parsed?.metadata ?? []) this.store.describe(metric, metadata);
    for (const sample of samples) {
      const labels = withTargetLabels(sample.labels, target.labels);
      this.write(written, labels, sample.timestampMs ?? startMs, sample.value);
    }
    const before = this.writtenBy.get(targetKey(target)) ?? new Map();
    for (const [key, handle] of before) if (!written.has(key)) handle.appendStale(startMs);
    this.writtenBy.set(targetKey(target), written);
    const report = (name: string, value: number) => this.write(written, { __name__: name, ...target.labels }, startMs, value);
    report('up', parsed === null ? 0 : 1);
    report('scrape_duration_seconds', (performance.now() - startedAt) / 1000);
    report('scrape_samples_scraped', samples.length);
  }

  private write(written: Written, labels: Readonly<Record<string, string>>, timestampMs: number, value: number): void {
    const key = JSON.stringify(labels);
    const handle = this.store.series(labels);
    handle.append(timestampMs, value);
    written.set(key, handle);
  }

  private async fetchPage(url: string, signal: AbortSignal): Promise<string | null> {
    try {
      const timeout = AbortSignal.timeout(this.timeoutMs);
      const response = await fetch(url, { signal: AbortSignal.any([signal, timeout]), headers: { accept: 'text/plain;version=0.0.4' } });
      return response.ok ? await response.text() : null;
    } catch {
      // Unreachable, too slow or stopped: `up` becomes 0, as in Prometheus.
      return null;
    }
  }
}

function targetKey(target: ScrapeTarget): string {
  return JSON.stringify([target.url, target.labels]);
}

/** Null where the page is malformed: Prometheus then takes nothing of it. */
function readPage(page: string) {
  try {
    return parseExpositionPage(page);
  } catch {
    return null;
  }
}

function endAll(written: Written, timestampMs: number): void {
  for (const handle of written.values()) handle.appendStale(timestampMs);
}

/** `honor_labels: false`: the target's labels win and the page's own move aside (Prometheus scrape/scrape.go, mutateSampleLabels). */
function withTargetLabels(own: Readonly<Record<string, string>>, target: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) labels[target[name] === undefined ? name : `exported_${name}`] = value;
  return { ...labels, ...target };
}
