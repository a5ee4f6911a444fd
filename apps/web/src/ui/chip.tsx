import type { ReactNode } from 'react';
import css from './bits.module.css';
import { classes } from './classes.ts';

export function Chip({
  tone = 'plain',
  icon,
  children,
  title,
}: {
  tone?: 'plain' | 'line' | 'ok' | 'warn' | 'fail' | 'accent';
  icon?: ReactNode;
  children?: ReactNode;
  title?: string;
}) {
  return (
    <span className={classes(css.chip, tone !== 'plain' && css[tone])} title={title}>
      {icon}
      {children}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={css.kbd}>{children}</kbd>;
}
