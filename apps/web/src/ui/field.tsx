import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { classes } from './classes.ts';
import css from './field.module.css';
import { HealthGlyph } from './health.tsx';

export interface FieldProps {
  label: ReactNode;
  /** Under the field; an error takes its place. */
  help?: ReactNode;
  /** What is wrong and what to type instead. */
  error?: string | null | undefined;
  className?: string | undefined;
}

/** Label above, help or error below. Gives its child the ids that tie them together. */
export function Field({
  label,
  help,
  error,
  className,
  children,
}: FieldProps & { children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode }) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error || help);
  return (
    <div className={classes(css.field, className)}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': Boolean(error) })}
      {error ? (
        <span id={noteId} className={css.error}>
          <HealthGlyph health="failing" size={13} label="" />
          {error}
        </span>
      ) : (
        help && (
          <span id={noteId} className={css.help}>
            {help}
          </span>
        )
      )}
    </div>
  );
}

type InputProps = Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'size'>;

/** The bare box, for filters and for use inside `Field`. */
export function TextInput({
  value,
  onChange,
  icon,
  suffix,
  quiet = false,
  size = 'default',
  mono = false,
  className,
  ...rest
}: InputProps & {
  value: string;
  onChange: (value: string) => void;
  icon?: ReactNode;
  suffix?: ReactNode;
  quiet?: boolean;
  size?: 'default' | 'small';
  mono?: boolean;
}) {
  return (
    <span
      className={classes(css.box, size === 'small' && css.small, mono && 'mono', className)}
      data-invalid={rest['aria-invalid'] || undefined}
      data-quiet={quiet || undefined}
    >
      {icon}
      <input type="text" autoComplete="off" spellCheck={false} {...rest} value={value} onChange={(event) => onChange(event.target.value)} />
      {suffix && <span className={css.suffix}>{suffix}</span>}
    </span>
  );
}

export function TextField({
  label,
  help,
  error,
  className,
  ...input
}: FieldProps & Omit<Parameters<typeof TextInput>[0], 'className' | 'children'>) {
  return (
    <Field label={label} help={help} error={error} className={className}>
      {(ids) => <TextInput {...input} {...ids} />}
    </Field>
  );
}

/** Null for what is not a plain decimal number. */
export function parseNumber(text: string): number | null {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
