import type { Labels, Sample } from './sample.ts';

/** Envoy's default bucket bounds, also used for bytes (envoy source/common/stats/histogram_impl.cc). */
const BOUNDS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

/** A Prometheus histogram as its plain series: cumulative buckets, sum and count. */
export class Histogram {
  readonly samples: readonly Sample[];
  readonly #buckets: readonly Sample[];
  readonly #sum: Sample;
  readonly #count: Sample;

  constructor(name: string, labels: Labels) {
    this.#buckets = [...BOUNDS, Number.POSITIVE_INFINITY].map((bound) => ({
      labels: { __name__: `${name}_bucket`, ...labels, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
      value: 0,
    }));
    this.#sum = { labels: { __name__: `${name}_sum`, ...labels }, value: 0 };
    this.#count = { labels: { __name__: `${name}_count`, ...labels }, value: 0 };
    this.samples = [...this.#buckets, this.#sum, this.#count];
  }

  observe(value: number): void {
    for (let index = BOUNDS.length; index >= 0; index--) {
      if (index < BOUNDS.length && (BOUNDS[index] ?? 0) < value) break;
      const bucket = this.#buckets[index];
      if (bucket) bucket.value++;
    }
    this.#sum.value += value;
    this.#count.value++;
  }
}
