export interface Sample {
  /** The metric name is the label `__name__`. */
  labels: Record<string, string>;
  value: number;
  timestampMs?: number;
}

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

export interface MetricFamily {
  name: string;
  help: string;
  type: MetricType;
  /** Histograms list their `_bucket`, `_sum` and `_count` samples themselves. */
  samples: readonly FamilySample[];
}

export interface FamilySample {
  /** Appended to the family's name: `_bucket`, `_sum`, `_count` or nothing. */
  suffix?: string;
  labels: Readonly<Record<string, string>>;
  value: number;
  timestampMs?: number;
}
