import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SimMesh } from '@pidalio/sim-mesh';

const TICK_MS = 100;
/** After a pause of the machine the simulation catches up in slices, so that the APIs go on answering. */
const SLICE_MS = 100;

/** The playground's time: it stands still while the cluster is set up, then follows the machine's clock. */
export class Clock {
  #frozenAtMs: number | undefined;

  constructor(frozenAtMs: number) {
    this.#frozenAtMs = frozenAtMs;
  }

  readonly now = (): number => this.#frozenAtMs ?? Date.now();

  /** While time stands still nothing needs to be waited for. */
  readonly setTimer = (callback: () => void, delayMs: number): (() => void) => {
    const timer = setTimeout(callback, this.#frozenAtMs === undefined ? delayMs : 0);
    return () => clearTimeout(timer);
  };

  release(): void {
    this.#frozenAtMs = undefined;
  }
}

export interface TimelineOptions {
  mesh: SimMesh;
  startMs: number;
  scrapeIntervalMs: number;
  scrape: (atMs: number) => void;
}

/** Moves the mesh through time and scrapes it at multiples of the interval. */
export class Timeline {
  readonly #options: TimelineOptions;
  #nextScrapeMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#nextScrapeMs = Math.ceil(options.startMs / options.scrapeIntervalMs) * options.scrapeIntervalMs;
  }

  /** As fast as the machine can. */
  async runThrough(endMs: () => number): Promise<void> {
    while (!this.#advance(endMs())) await nextTurn();
  }

  followClock(): void {
    this.#timer = setInterval(() => this.#advance(Date.now()), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** True when `toMs` is reached within one slice of real time. */
  #advance(toMs: number): boolean {
    const { mesh, scrape, scrapeIntervalMs } = this.#options;
    const sliceEnd = performance.now() + SLICE_MS;
    while (this.#nextScrapeMs <= toMs) {
      mesh.runUntil(this.#nextScrapeMs);
      scrape(this.#nextScrapeMs);
      this.#nextScrapeMs += scrapeIntervalMs;
      if (performance.now() > sliceEnd) return false;
    }
    mesh.runUntil(toMs);
    return true;
  }
}
