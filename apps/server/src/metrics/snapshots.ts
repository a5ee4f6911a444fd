import type { Traffic } from '@pidalio/topology';
import type { Answer, PrometheusClient, Series } from './prometheus-client.ts';
import { paceQuery, paceWindowSeconds, snapshotQueries } from './queries.ts';
import { readDurations, readRequests, readTcp } from './read-traffic.ts';
import type { SourceHealth } from './source-health.ts';

/** Everything the mesh did in one window, grouped but not yet interpreted. */
export interface Snapshot {
  /** What was asked for. */
  rangeSeconds: number;
  /** What was averaged over: never less than four scrape intervals. */
  effectiveRangeSeconds: number;
  endMs: number;
  traffic: Traffic;
}

export interface Snapshots {
  /** The newest snapshot of a range, made now if it is due; null while Prometheus has never answered. */
  get: (rangeSeconds: number) => Promise<Snapshot | null>;
  refreshSeconds: (rangeSeconds: number) => number;
  scrapeIntervalSeconds: () => number;
  onChange: (listener: () => void) => () => void;
  version: () => number;
  stop: () => void;
}

interface Slot {
  snapshot: Snapshot | null;
  pending: Promise<void> | null;
  viewedMs: number;
  timer: NodeJS.Timeout | null;
}

const shortestRefreshSeconds = 5;
const scrapesPerWindow = 4;
const viewerPatienceMs = 60_000;
const paceAgeMs = 600_000;
/** With old data at hand nobody waits longer than this for new. */
const longestWaitMs = 1500;
const defaultScrapeIntervalSeconds = 15;

/**
 * One snapshot per range, shared by all who look: made by a constant number of queries, once per refresh, by one flight at a time,
 * kept fresh for a minute after the last look. When Prometheus fails the last one stays.
 */
export function createSnapshots(
  client: PrometheusClient,
  health: SourceHealth,
  { now, scrapeIntervalSeconds: configured }: { now: () => number; scrapeIntervalSeconds?: number | undefined },
): Snapshots {
  const slots = new Map<number, Slot>();
  const listeners = new Set<() => void>();
  let pace = { seconds: configured ?? defaultScrapeIntervalSeconds, readMs: configured === undefined ? -Infinity : Infinity };
  let version = 0;
  let stopped = false;

  const refreshSeconds = (rangeSeconds: number): number =>
    Math.ceil(Math.max(shortestRefreshSeconds, pace.seconds, rangeSeconds / 60) / 5) * 5;
  const alignedEnd = (rangeSeconds: number): number => {
    const stepMs = refreshSeconds(rangeSeconds) * 1000;
    return Math.floor(now() / stepMs) * stepMs;
  };

  async function readPace(): Promise<void> {
    if (now() - pace.readMs < paceAgeMs) return;
    const answer = await client.query(paceQuery, now());
    const samples = answer.ok ? (answer.series[0]?.points[0]?.[1] ?? 0) : 0;
    if (samples >= 2) pace = { seconds: Math.max(1, Math.round(paceWindowSeconds / samples)), readMs: now() };
  }

  async function refresh(rangeSeconds: number, slot: Slot): Promise<void> {
    await readPace();
    const endMs = alignedEnd(rangeSeconds);
    const effectiveRangeSeconds = Math.max(rangeSeconds, scrapesPerWindow * pace.seconds);
    const queries = snapshotQueries(effectiveRangeSeconds);
    const [requests, durations, tcpSent, tcpReceived, tcpOpened] = await Promise.all(
      [queries.requests, queries.durations, queries.tcpSent, queries.tcpReceived, queries.tcpOpened].map((query) =>
        client.query(query, endMs),
      ),
    );
    if (requests === undefined || !requests.ok) {
      health.failed(requests?.message ?? 'no answer');
    } else {
      const traffic = {
        requests: readRequests(requests.series),
        durations: readDurations(seriesOf(durations)),
        tcp: readTcp({ sent: seriesOf(tcpSent), received: seriesOf(tcpReceived), opened: seriesOf(tcpOpened) }),
      };
      slot.snapshot = { rangeSeconds, effectiveRangeSeconds, endMs, traffic };
      health.succeeded(endMs, remarkOf([durations, tcpSent, tcpReceived, tcpOpened]));
    }
    version += 1;
    for (const listener of listeners) listener();
  }

  /** Keeps a range fresh while someone looks. */
  function keepWarm(rangeSeconds: number, slot: Slot): void {
    if (slot.timer !== null || stopped) return;
    const stepMs = refreshSeconds(rangeSeconds) * 1000;
    const retryMs = (health.state().nextTryMs ?? Infinity) - now();
    const waitMs = Math.max(250, Math.min(stepMs - (now() % stepMs) + 50, retryMs));
    slot.timer = setTimeout(() => {
      slot.timer = null;
      if (now() - slot.viewedMs > viewerPatienceMs) return;
      void bringUpToDate(rangeSeconds, slot).then(() => keepWarm(rangeSeconds, slot));
    }, waitMs);
    slot.timer.unref();
  }

  function bringUpToDate(rangeSeconds: number, slot: Slot): Promise<void> {
    const due = slot.snapshot === null || slot.snapshot.endMs < alignedEnd(rangeSeconds);
    if (due && slot.pending === null && health.mayAsk()) {
      slot.pending = refresh(rangeSeconds, slot).finally(() => {
        slot.pending = null;
      });
    }
    return slot.pending ?? Promise.resolve();
  }

  return {
    async get(rangeSeconds) {
      const slot = slots.get(rangeSeconds) ?? { snapshot: null, pending: null, viewedMs: 0, timer: null };
      slots.set(rangeSeconds, slot);
      slot.viewedMs = now();
      const flight = bringUpToDate(rangeSeconds, slot);
      await (slot.snapshot === null ? flight : atMost(longestWaitMs, flight));
      keepWarm(rangeSeconds, slot);
      return slot.snapshot;
    },
    refreshSeconds,
    scrapeIntervalSeconds: () => pace.seconds,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    stop: () => {
      stopped = true;
      for (const slot of slots.values()) if (slot.timer !== null) clearTimeout(slot.timer);
    },
  };
}

function seriesOf(answer: Answer | undefined): Series[] {
  return answer?.ok ? answer.series : [];
}

/** Latency or TCP may fail alone, for instance over a series limit: the rest is shown with Prometheus' words. */
function remarkOf(answers: readonly (Answer | undefined)[]): string | null {
  for (const answer of answers) if (answer !== undefined && !answer.ok) return answer.message;
  return null;
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, timeUp]);
  clearTimeout(timer);
}
