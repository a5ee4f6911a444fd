import type { WeightRow } from '@pidalio/recipes';
import { useState } from 'react';
import { useWords } from '../../lib/words.ts';
import { classes } from '../../ui/classes.ts';
import { parseNumber, TextInput } from '../../ui/field.tsx';
import { formatPercent } from '../../ui/format.ts';
import { VersionSwatch, versionClass } from '../../ui/version.tsx';
import type { RowFacts } from './live-figures.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** One share: a slider with the share seen now as a tick, the number, and what is seen now. */
export function WeightField({
  row,
  label,
  facts,
  error,
  onDrag,
  onType,
}: {
  row: WeightRow;
  label: string;
  facts: Omit<RowFacts, 'label'>;
  error: string | undefined;
  onDrag: (weightPercent: number) => void;
  onType: (weightPercent: number | null) => void;
}) {
  const t = useWords(wizardWords);
  const value = row.weightPercent ?? 0;
  const noteId = `weight-${row.origin ?? 'new'}-${row.subset}`;
  return (
    <div className={css.weight}>
      <span className="truncate" title={label}>
        <VersionSwatch versionIndex={facts.versionIndex}>{label}</VersionSwatch>
      </span>
      <span className={classes(css.slider, versionClass(facts.versionIndex))}>
        <span className={css.track}>
          <i style={{ width: `${Math.min(100, Math.max(0, value))}%` }} />
        </span>
        {facts.shareNow !== null && (
          <b
            className={css.nowTick}
            style={{ left: `calc(7px + (100% - 14px) * ${facts.shareNow})` }}
            title={t('weights.now', { share: formatPercent(facts.shareNow) })}
          />
        )}
        <input
          type="range"
          min={0}
          max={100}
          step={1}
          value={value}
          aria-label={t('weights.slider', { name: label })}
          aria-valuetext={`${value} %`}
          onChange={(event) => onDrag(Number(event.target.value))}
        />
      </span>
      <PercentInput
        label={t('weights.input', { name: label })}
        value={row.weightPercent}
        isInvalid={error !== undefined}
        describedBy={error ? noteId : undefined}
        onChange={onType}
      />
      <span className={css.weightNow}>
        {facts.isNew && value > 0
          ? t('weights.newSubset')
          : facts.isAlike
            ? t('weights.alike')
            : facts.shareNow === null
              ? '–'
              : t('weights.now', { share: formatPercent(facts.shareNow) })}
      </span>
      {error && (
        <span id={noteId} className={css.weightError} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

/** Keeps what is typed as typed, also while it is no number. */
export function PercentInput({
  label,
  value,
  isInvalid,
  describedBy,
  onChange,
}: {
  label: string;
  value: number | null;
  isInvalid: boolean;
  describedBy?: string | undefined;
  onChange: (value: number | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && parseNumber(typed) === value ? typed : value === null ? (typed ?? '') : String(value);
  return (
    <TextInput
      value={shown}
      suffix="%"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={isInvalid}
      aria-describedby={describedBy}
      className={css.percent}
      onChange={(text) => {
        setTyped(text);
        onChange(parseNumber(text));
      }}
      onBlur={() => setTyped((text) => (text !== null && parseNumber(text) === null ? text : null))}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        setTyped(null);
        onChange(Math.min(100, Math.max(0, (value ?? 0) + (event.key === 'ArrowUp' ? 1 : -1))));
      }}
    />
  );
}
