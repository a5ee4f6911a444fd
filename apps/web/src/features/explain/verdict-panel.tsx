import type { ExplainStory } from '@pidalio/contract';
import { IconCircleCheck, IconCircleX, IconHelpCircle, IconMessage2, IconShieldX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.ts';
import css from './explain.module.css';

const looks = {
  delivered: { Icon: IconCircleCheck, tone: css.good },
  answered: { Icon: IconMessage2, tone: css.plain },
  denied: { Icon: IconShieldX, tone: css.bad },
  'no-route': { Icon: IconCircleX, tone: css.bad },
  unreachable: { Icon: IconCircleX, tone: css.bad },
  uncertain: { Icon: IconHelpCircle, tone: css.unsure },
} as const;

/** What it comes to, in one sentence, and why. */
export function VerdictPanel({ verdict, actions, label }: { verdict: ExplainStory['verdict']; actions?: ReactNode; label?: string }) {
  const { Icon, tone } = looks[verdict.kind];
  return (
    <section className={css.verdict} aria-label={label ?? verdict.title} data-kind={verdict.kind}>
      <Icon size={22} className={classes(tone, css.verdictIcon)} aria-hidden="true" />
      <div className={css.verdictWords}>
        {label && <span className="t12 ink-3">{label}</span>}
        <h2 className="t16" aria-live="polite">
          {verdict.title}
        </h2>
        <p className="ink-2">{verdict.reason}</p>
      </div>
      {actions && <div className={css.verdictActions}>{actions}</div>}
    </section>
  );
}
