import type { PrometheusClient, Series } from './prometheus-client.ts';
import type { SourceHealth } from './source-health.ts';

/** Series over time on one common grid. */
export interface Matrix {
  timesMs: number[];
  stepSeconds: number;
  query: string;
  rows: { labels: Readonly<Record<string, string>>; values: (number | null)[] }[];
}

export interface Charts {
  /** `promql` gets the rate window, e.g. `60s`. The last matrix stays while Prometheus fails; empty if there was none. */
  matrix: (promql: (window: string) => string, rangeSeconds: number) => Promise<Matrix>;
}

const pointsPerChart = 60;
const scrapesPerWindow = 4;
const shortestWindowSeconds = 20;
/** Charts nobody asked for in that time are forgotten. */
const keepMs = 600_000;

/** Range queries on demand, on steps aligned to the clock so that the same question has the same answer for everyone. */
export function createCharts(
  client: PrometheusClient,
  health: SourceHealth,
  { now, scrapeIntervalSeconds }: { now: () => number; scrapeIntervalSeconds: () => number },
): Charts {
  const cache = new Map<string, { endMs: number; askedMs: number; matrix: Promise<Matrix>; last: Matrix | null }>();

  async function load(query: string, range: { startMs: number; endMs: number; stepSeconds: number }, last: Matrix | null): Promise<Matrix> {
    const empty = { timesMs: [], stepSeconds: range.stepSeconds, query, rows: [] };
    if (!health.mayAsk()) return last ?? empty;
    const answer = await client.queryRange(query, range);
    if (!answer.ok) {
      health.failed(answer.message);
      return last ?? empty;
    }
    return { ...toMatrix(answer.series, range), query };
  }

  return {
    matrix(promql, rangeSeconds) {
      const scrapeSeconds = scrapeIntervalSeconds();
      const stepSeconds = Math.max(5, Math.ceil(Math.max(scrapeSeconds, rangeSeconds / pointsPerChart) / 5) * 5);
      const query = promql(`${Math.max(shortestWindowSeconds, scrapesPerWindow * scrapeSeconds, stepSeconds)}s`);
      const stepMs = stepSeconds * 1000;
      const endMs = Math.floor(now() / stepMs) * stepMs;
      const key = `${rangeSeconds} ${query}`;
      for (const [other, { askedMs }] of cache) if (now() - askedMs > keepMs) cache.delete(other);
      const cached = cache.get(key);
      if (cached !== undefined && cached.endMs === endMs) {
        cached.askedMs = now();
        return cached.matrix;
      }
      const startMs = endMs - Math.floor((rangeSeconds * 1000) / stepMs) * stepMs;
      const last = cached?.last ?? null;
      const matrix = load(query, { startMs, endMs, stepSeconds }, last);
      const entry = { endMs, askedMs: now(), matrix, last };
      cache.set(key, entry);
      return matrix.then((loaded) => {
        // A failed load is not kept: the next look asks again.
        if (loaded.timesMs.at(-1) === endMs) entry.last = loaded;
        else entry.endMs = -1;
        return loaded;
      });
    },
  };
}

function toMatrix(series: readonly Series[], range: { startMs: number; endMs: number; stepSeconds: number }): Omit<Matrix, 'query'> {
  const stepMs = range.stepSeconds * 1000;
  const timesMs = Array.from({ length: (range.endMs - range.startMs) / stepMs + 1 }, (_, index) => range.startMs + index * stepMs);
  const rows = series.map(({ labels, points }) => {
    const values: (number | null)[] = timesMs.map(() => null);
    for (const [timeMs, value] of points) {
      const index = Math.round((timeMs - range.startMs) / stepMs);
      if (index >= 0 && index < values.length && Number.isFinite(value)) values[index] = value;
    }
    return { labels, values };
  });
  return { timesMs, stepSeconds: range.stepSeconds, rows };
}
