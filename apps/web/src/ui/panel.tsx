import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './panel.module.css';

/** One surface with one border. What breaks inside stays inside. */
export function Panel({
  title,
  note,
  actions,
  children,
  flush = false,
  className,
}: {
  title?: ReactNode;
  /** Secondary words after the title. */
  note?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  /** No padding, for tables. */
  flush?: boolean;
  className?: string | undefined;
}) {
  return (
    <section className={classes(css.panel, className)} aria-label={typeof title === 'string' ? title : undefined}>
      {(title || actions) && (
        <header className={css.head}>
          {title && <h2>{title}</h2>}
          {note && <span className="t12 ink-3 truncate">{note}</span>}
          <span className="spacer" />
          {actions}
        </header>
      )}
      <div className={classes('col', css.body, flush && css.flush)}>
        <ErrorBoundary>{children}</ErrorBoundary>
      </div>
    </section>
  );
}
