import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../lib/words.ts';
import { classes } from '../../ui/classes.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

const steps = ['shape', 'review', 'watch'] as const;
export type Step = (typeof steps)[number];

/** Shape → Review → Watch under one header; the step's own verb stands filled at the right. */
export function StepBar({ step, links = {}, children }: { step: Step; links?: Partial<Record<Step, string>>; children?: ReactNode }) {
  const t = useWords(wizardWords);
  const at = steps.indexOf(step);
  return (
    <div className={css.stepBar}>
      <ol className={css.steps}>
        {steps.map((name, index) => {
          const state = index < at ? 'done' : index === at ? 'now' : 'later';
          const link = links[name];
          const content = (
            <>
              <span className={css.stepNumber}>{state === 'done' ? <IconCheck size={13} stroke={2.5} /> : index + 1}</span>
              {t(`step.${name}`)}
            </>
          );
          return (
            <li key={name} className={classes(css.step, css[state])} aria-current={state === 'now' ? 'step' : undefined}>
              {link && state !== 'now' ? <Link to={link}>{content}</Link> : <span>{content}</span>}
            </li>
          );
        })}
      </ol>
      <span className="spacer" />
      {children}
    </div>
  );
}
