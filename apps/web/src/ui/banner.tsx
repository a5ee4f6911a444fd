import type { ReactNode } from 'react';
import css from './banner.module.css';
import { classes } from './classes.ts';

/** 36 px under the top bar. `harm` is hatched: damage done on purpose. */
export function Banner({
  tone = 'grey',
  icon,
  children,
  actions,
}: {
  tone?: 'grey' | 'harm';
  icon?: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={classes(css.banner, tone === 'harm' && css.harm)} role="status">
      {icon && <span className={css.icon}>{icon}</span>}
      <span className={css.text}>{children}</span>
      <span className="spacer" />
      {actions}
    </div>
  );
}
