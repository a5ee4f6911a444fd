/** A number and its unit apart: the unit is written smaller and fainter. `gap` stands between them (thin space, or nothing). */
export interface Measure {
  value: string;
  unit: string;
  gap: string;
}

const thin = '\u2009';
const dash: Measure = { value: '–', unit: '', gap: '' };

export function toText(measure: Measure): string {
  return `${measure.value}${measure.gap}${measure.unit}`;
}

/** Requests per second: `40.1/s`. At most three significant figures; `0` for zero, `–` for null. */
export function rate(perSecond: number | null | undefined): Measure {
  if (perSecond === null || perSecond === undefined || !Number.isFinite(perSecond)) return dash;
  return { value: compact(perSecond), unit: '/s', gap: '' };
}

/** `51 ms`, `2.0 s`: whole milliseconds below 1000, then seconds with one decimal. */
export function milliseconds(ms: number | null | undefined): Measure {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return dash;
  if (ms === 0) return { value: '0', unit: 'ms', gap: thin };
  if (ms < 1) return { value: '<1', unit: 'ms', gap: thin };
  if (Math.round(ms) < 1000) return { value: String(Math.round(ms)), unit: 'ms', gap: thin };
  const seconds = ms / 1000;
  return { value: seconds < 99.95 ? seconds.toFixed(1) : String(Math.round(seconds)), unit: 's', gap: thin };
}

/** A ratio of 0..1 as `0.2 %`. */
export function percent(ratio: number | null | undefined): Measure {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return dash;
  const value = ratio * 100;
  if (value === 0) return { value: '0', unit: '%', gap: thin };
  if (value < 0.01) return { value: '<0.01', unit: '%', gap: thin };
  const digits = value < 1 ? 2 : 1;
  // 99.96 % is not all of it.
  const rounded = value < 100 && Number(value.toFixed(digits)) >= 100 ? '>99.9' : trimZeros(value.toFixed(digits));
  return { value: rounded, unit: '%', gap: thin };
}

export function bytesRate(perSecond: number | null | undefined): Measure {
  if (perSecond === null || perSecond === undefined) return dash;
  if (perSecond < 1000) return { value: compact(perSecond), unit: 'B/s', gap: thin };
  if (perSecond < 1e6) return { value: compact(perSecond / 1e3), unit: 'kB/s', gap: thin };
  return { value: compact(perSecond / 1e6), unit: 'MB/s', gap: thin };
}

export const formatRate = (perSecond: number | null | undefined) => toText(rate(perSecond));
export const formatMs = (ms: number | null | undefined) => toText(milliseconds(ms));
export const formatPercent = (ratio: number | null | undefined) => toText(percent(ratio));

/** `2.5 s (1–2.5 s)`: a quantile of a histogram is only known to lie in its bucket. */
export function formatQuantile(quantile: { valueMs: number; lowMs: number; highMs: number | null } | null): string {
  return quantile ? `${formatMs(quantile.valueMs)} (${formatBucket(quantile)})` : '–';
}

/** `1–2.5 s`, `>10 s`. */
export function formatBucket({ lowMs, highMs }: { lowMs: number; highMs: number | null }): string {
  if (highMs === null) return `>${bound(lowMs, lowMs >= 1000)}${thin}${lowMs >= 1000 ? 's' : 'ms'}`;
  const seconds = highMs >= 1000;
  return `${bound(lowMs, seconds)}–${bound(highMs, seconds)}${thin}${seconds ? 's' : 'ms'}`;
}

function bound(ms: number, seconds: boolean): string {
  return trimZeros((seconds ? ms / 1000 : ms).toFixed(3));
}

function compact(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.01) return '<0.01';
  if (size < 0.995) return trimZeros(value.toFixed(2));
  if (size < 99.95) return value.toFixed(1);
  if (size < 999.5) return value.toFixed(0);
  if (size < 999_500) return `${threeFigures(value / 1e3)}k`;
  return `${threeFigures(value / 1e6)}M`;
}

function threeFigures(value: number): string {
  return trimZeros(value.toPrecision(3).includes('e') ? value.toFixed(0) : value.toPrecision(3));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
