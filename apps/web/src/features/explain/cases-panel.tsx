import type { ExplainStop, ExplainStories, ExplainStory } from '@pidalio/contract';
import { IconQuestionMark } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { Panel } from '../../ui/panel.tsx';
import css from './explain.module.css';
import { OutcomeStack } from './outcome-bars.tsx';
import { SourceLink } from './source-link.tsx';
import { type ExplainTranslate, explainWords } from './words.ts';

export interface Case {
  key: string;
  title: string;
  /** The stop that would have to hold; null for the case in which none does. */
  assumption: ExplainStop | null;
  story: ExplainStory;
}

/** What may be where something is not known, the rules that may match first, in the order they are tried. */
export function casesOf(stories: ExplainStories, t: ExplainTranslate): Case[] {
  const cases = stories.alternatives.map(({ assumptions, story }, index): Case => {
    const last = assumptions.at(-1) ?? null;
    return { key: String(index), title: t('case.if', { rule: nameOf(last, t) }), assumption: last, story };
  });
  const otherwise = t(cases.length === 1 ? 'case.notIt' : 'case.noneOf');
  return [...cases, { key: 'none', title: otherwise, assumption: null, story: stories }];
}

function nameOf(stop: ExplainStop | null, t: ExplainTranslate): string {
  return stop?.rule?.name || t('rule.unnamed', { n: stop?.rule?.number ?? '' });
}

/** All that may be, side by side; choosing one shows its path below. */
export function CasesPanel({ cases, shown, onShow }: { cases: readonly Case[]; shown: string; onShow: (key: string) => void }) {
  const t = useWords(explainWords);
  return (
    <Panel flush title={t('case.title')} note={t(cases.length > 2 ? 'case.noteMany' : 'case.note')}>
      <div className={css.cases} role="radiogroup" aria-label={t('case.title')}>
        {cases.map(({ key, title, assumption, story }) => (
          <div key={key} className={css.case} data-shown={key === shown || undefined}>
            <label className={css.caseChoice}>
              <input type="radio" name="case" checked={key === shown} onChange={() => onShow(key)} />
              <span className="medium truncate">{title}</span>
            </label>
            <span className={css.whatIf}>
              <OutcomeStack outcomes={story.outcomes} />
              <span className="truncate" title={story.certain.title}>
                {story.certain.title}
              </span>
            </span>
            {assumption ? <SourceLink stop={assumption} /> : <span />}
            {assumption && (
              <span className={css.caseWhy}>
                <IconQuestionMark size={13} aria-hidden="true" />
                {assumption.text}
              </span>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}
