import { useWords } from '../lib/words.ts';
import { formatBucket, type Measure, milliseconds, percent, rate } from './format.ts';
import { uiWords } from './words.ts';

/** A number with its unit one size down and fainter. */
export function Value({ of, className, title }: { of: Measure; className?: string | undefined; title?: string | undefined }) {
  return (
    <span className={className ? `nowrap ${className}` : 'nowrap'} title={title}>
      {of.value}
      {of.unit && (
        <>
          {of.gap}
          <span className="unit">{of.unit}</span>
        </>
      )}
    </span>
  );
}

export const Rate = ({ value, className }: { value: number | null | undefined; className?: string }) => (
  <Value of={rate(value)} className={className} />
);
export const Percent = ({ value, className }: { value: number | null | undefined; className?: string }) => (
  <Value of={percent(value)} className={className} />
);

export interface QuantileValue {
  valueMs: number;
  lowMs: number;
  highMs: number | null;
}

/** A latency quantile; its bucket, between whose bounds it really lies, is the tooltip, or stands beside it with `bucket`. */
export function Quantile({ value, className, bucket = false }: { value: QuantileValue | null; className?: string; bucket?: boolean }) {
  const t = useWords(uiWords);
  if (!value) return <span className="ink-3">–</span>;
  const range = formatBucket(value);
  const title =
    value.highMs === null
      ? t('quantile.above', { low: milliseconds(value.lowMs).value + milliseconds(value.lowMs).unit })
      : t('quantile.range', { value: text(value.valueMs), low: text(value.lowMs), high: text(value.highMs) });
  return (
    <span className="nowrap" title={title}>
      <Value of={milliseconds(value.valueMs)} className={className} />
      {bucket && <span className="ink-3 t12"> ({range})</span>}
    </span>
  );
}

function text(ms: number): string {
  const measure = milliseconds(ms);
  return `${measure.value}${measure.gap}${measure.unit}`;
}
