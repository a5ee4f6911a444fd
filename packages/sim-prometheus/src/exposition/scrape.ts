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

/** Series that a scrape wrote, by their labels as JSON. */
type Written = Map<string, SeriesHandle>;

/** What the last scrape of a target wrote: what its page held, and what the scraper reports of it. */
interface LastScrape {
  page: Written;
  reports: Written;
}

/** Scrapes targets once per round and remembers what each wrote, to end the series that disappear. */
export class Scraper {
  private readonly store: SeriesStore;
  private readonly timeoutMs: number;
  private readonly now: () => number;
  private readonly lastByTarget = new Map<string, LastScrape>();

  constructor(store: SeriesStore, timeoutMs: number, now: () => number) {
    this.store = store;
    this.timeoutMs = timeoutMs;
    this.now = now;
  }

  async round(targets: readonly ScrapeTarget[], signal: AbortSignal): Promise<void> {
    const present = new Set(targets.map(targetKey));
    for (const [key, { page, reports }] of this.lastByTarget) {
      if (present.has(key)) continue;
      for (const handle of [...page.values(), ...reports.values()]) handle.appendStale(this.now());
      this.lastByTarget.delete(key);
    }
    await Promise.all(targets.map((target) => this.scrape(target, signal)));
  }

  private async scrape(target: ScrapeTarget, signal: AbortSignal): Promise<void> {
    const startMs = this.now();
    const startedAt = performance.now();
    const page = await this.fetchPage(target.url, signal);
    if (signal.aborted) return;
    const parsed = page === null ? null : readPage(page);
    const last: LastScrape = { page: new Map(), reports: new Map() };
    for (const [metric, metadata] of parsed?.metadata ?? []) this.store.describe(metric, metadata);
    for (const { labels, value, timestampMs } of parsed?.samples ?? []) {
      const targeted = withTargetLabels(labels, target.labels);
      // A sample with a time of its own gets no staleness marker (Prometheus, track_timestamps_staleness).
      if (timestampMs === undefined) this.write(last.page, targeted, startMs, value);
      else this.store.series(targeted).append(timestampMs, value);
    }
    for (const [key, handle] of this.lastByTarget.get(targetKey(target))?.page ?? []) {
      if (!last.page.has(key)) handle.appendStale(startMs);
    }
    const report = (name: string, value: number) => this.write(last.reports, { __name__: name, ...target.labels }, startMs, value);
    report('up', parsed === null ? 0 : 1);
    report('scrape_duration_seconds', (performance.now() - startedAt) / 1000);
    report('scrape_samples_scraped', parsed?.samples.length ?? 0);
    this.lastByTarget.set(targetKey(target), last);
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

/** `honor_labels: false`: the target's labels win and the page's own move aside (Prometheus scrape/scrape.go, mutateSampleLabels). */
function withTargetLabels(own: Readonly<Record<string, string>>, target: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) labels[target[name] === undefined ? name : `exported_${name}`] = value;
  return { ...labels, ...target };
}
