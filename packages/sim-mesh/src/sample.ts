/** Label values by name; the metric's name is `__name__`, as in Prometheus. */
export type Labels = Readonly<Record<string, string>>;

/** A series and what it counts up to now. The object stays the same as long as the series lives. */
export interface Sample {
  readonly labels: Labels;
  value: number;
}
