import { useId } from 'react';
import { PercentInput } from './weight-field.tsx';
import css from './wizards.module.css';

/** A share of requests: slider and number. */
export function PercentRow({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: number | null;
  error: string | undefined;
  onChange: (value: number | null) => void;
}) {
  const noteId = useId();
  const shown = Math.min(100, Math.max(0, value ?? 0));
  return (
    <div className={css.percentRow}>
      <span className={css.fieldLabel}>{label}</span>
      <span className={css.slider}>
        <span className={css.track}>
          <i style={{ width: `${shown}%` }} />
        </span>
        <input
          type="range"
          min={0}
          max={100}
          step={1}
          value={shown}
          aria-label={label}
          aria-valuetext={`${shown} %`}
          onChange={(event) => onChange(Number(event.target.value))}
        />
      </span>
      <PercentInput
        label={`${label}, %`}
        value={value}
        isInvalid={error !== undefined}
        describedBy={error ? noteId : undefined}
        onChange={onChange}
      />
      {error && (
        <span id={noteId} className={css.weightError} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
