import type { ExplainStop } from '@pidalio/contract';
import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { classes } from '../../ui/classes.ts';
import css from './explain.module.css';
import { Fold } from './fold.tsx';
import { SourceLink } from './source-link.tsx';
import { type TriedRule, triedRules } from './story-stations.ts';
import { type ExplainTranslate, explainWords } from './words.ts';

/** The rule that won, with those before it folded away; where none won, all that were tried. */
export function RulesTried({ stops }: { stops: readonly ExplainStop[] }) {
  const t = useWords(explainWords);
  const tried = triedRules(stops);
  const won = tried.find(({ state }) => state === 'won');
  const others = tried.filter((rule) => rule !== won);
  const said = stops.filter(({ rule }) => rule === null);
  return (
    <div className={css.rules}>
      {others.length > 0 && (
        <Fold words={countWords(won, others, t)} note={t('rule.tried')} isOpen={won === undefined && others.length <= 5}>
          {others.map((rule) => (
            <RuleRow key={rule.key} rule={rule} />
          ))}
        </Fold>
      )}
      {won && <RuleRow rule={won} />}
      {said.map((stop) => (
        <div key={`${stop.code}/${stop.text}`} className={css.ruleRow}>
          <span className={css.ruleWide}>{stop.text}</span>
          <SourceLink stop={stop} />
        </div>
      ))}
    </div>
  );
}

function countWords(won: TriedRule | undefined, others: readonly TriedRule[], t: ExplainTranslate): string {
  if (won === undefined) return t(others.length === 1 ? 'rule.noneOne' : 'rule.noneMany', { n: others.length });
  const may = others.filter(({ state }) => state === 'may').length;
  const lost = others.length - may;
  const parts = [may > 0 ? t('rule.may', { n: may }) : '', lost > 0 ? t(lost === 1 ? 'rule.one' : 'rule.many', { n: lost }) : ''];
  return parts.filter(Boolean).join(' · ');
}

const icons = { won: IconCheck, lost: IconX, may: IconQuestionMark } as const;

function RuleRow({ rule: { number, name, state, reasons } }: { rule: TriedRule }) {
  const t = useWords(explainWords);
  const Icon = icons[state];
  const shown = state === 'won' ? reasons.filter(({ code }) => code === 'RT-MATCH') : reasons;
  return shown.map((stop, index) => (
    <div key={`${stop.code}/${stop.path}`} className={classes(css.ruleRow, css[state])}>
      <span className={css.ruleNumber}>{index === 0 ? number : ''}</span>
      <Icon size={15} aria-hidden="true" />
      <span className={classes('mono', 'truncate', css.ruleName)} title={name}>
        {index === 0 ? name || t('rule.unnamed', { n: number }) : ''}
      </span>
      <span className={css.ruleWide}>{state === 'won' ? t('rule.wins') : stop.text}</span>
      <SourceLink stop={stop} short={state !== 'won'} />
    </div>
  ));
}
