import type { SeriesStore } from '../store/store.ts';
import type { Answer } from './answer.ts';

export interface TargetInfo {
  scrapePool: string;
  scrapeUrl: string;
  labels: Readonly<Record<string, string>>;
  health: 'up' | 'down' | 'unknown';
  lastError?: string;
  lastScrapeMs?: number;
  lastScrapeSeconds?: number;
}

export interface StatusSettings {
  store: SeriesStore;
  startedMs: number;
  now: () => number;
  version: string;
  scrapeIntervalSeconds: number;
  targets: () => readonly TargetInfo[];
}

/** `GET /api/v1/status/buildinfo` */
export function answerBuildInfo({ version }: StatusSettings): Answer {
  return { data: { version, revision: 'simulated', branch: 'HEAD', buildUser: '', buildDate: '', goVersion: '' } };
}

/** `GET /api/v1/status/config` */
export function answerConfig({ scrapeIntervalSeconds }: StatusSettings): Answer {
  const yaml = `global:\n  scrape_interval: ${scrapeIntervalSeconds}s\n  scrape_timeout: ${Math.min(10, scrapeIntervalSeconds)}s\n  evaluation_interval: 1m\n`;
  return { data: { yaml } };
}

/** `GET /api/v1/status/runtimeinfo` */
export function answerRuntimeInfo({ store, startedMs, now }: StatusSettings): Answer {
  return {
    data: {
      startTime: new Date(startedMs).toISOString(),
      serverTime: new Date(now()).toISOString(),
      reloadConfigSuccess: true,
      corruptionCount: 0,
      timeSeriesCount: store.seriesCount(),
      storageRetention: `${Math.round(store.retentionMs / 1000)}s`,
    },
  };
}

/** `GET /api/v1/targets` */
export function answerTargets({ targets, scrapeIntervalSeconds }: StatusSettings, parameters: URLSearchParams): Answer {
  const state = parameters.get('state') ?? '';
  const pool = parameters.get('scrapePool');
  const shown = state === 'dropped' ? [] : targets().filter(({ scrapePool }) => pool === null || pool === scrapePool);
  const activeTargets = shown.map((target) => ({
    discoveredLabels: { __address__: hostOf(target.scrapeUrl) },
    labels: target.labels,
    scrapePool: target.scrapePool,
    scrapeUrl: target.scrapeUrl,
    globalUrl: target.scrapeUrl,
    lastError: target.lastError ?? '',
    lastScrape: target.lastScrapeMs === undefined ? '0001-01-01T00:00:00Z' : new Date(target.lastScrapeMs).toISOString(),
    lastScrapeDuration: target.lastScrapeSeconds ?? 0,
    health: target.health,
    scrapeInterval: `${scrapeIntervalSeconds}s`,
    scrapeTimeout: `${Math.min(10, scrapeIntervalSeconds)}s`,
  }));
  return { data: { activeTargets, droppedTargets: [], droppedTargetCounts: {} } };
}

function hostOf(url: string): string {
  return /^\w+:\/\/([^/]+)/.exec(url)?.[1] ?? url;
}
