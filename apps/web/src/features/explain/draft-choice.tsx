import { Link } from 'react-router';
import { setExplainDrafts, useExplainDrafts } from '../../lib/explain-drafts.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useWords } from '../../lib/words.ts';
import { Segmented } from '../../ui/segmented.tsx';
import css from './explain.module.css';
import { explainWords } from './words.ts';

/** Which rules hold: those of the cluster, or with a draft that the editor or a wizard gave. Nothing where there is no draft. */
export function DraftChoice() {
  const t = useWords(explainWords);
  const drafts = useExplainDrafts();
  const [rules, setRules] = useUrlState('rules', 'now', ['now', 'draft']);
  if (!drafts) return null;
  return (
    <div className={css.rulesChoice}>
      <span className={css.label}>{t('rules')}</span>
      <Segmented
        label={t('rules')}
        value={rules}
        onChange={(next) => setRules(next)}
        options={[
          { value: 'now', label: t('rules.now') },
          { value: 'draft', label: t('rules.draft') },
        ]}
      />
      <span className="row t12 ink-3">
        <span className="truncate" title={drafts.title}>
          {t('rules.draftOf', { title: drafts.title })}
        </span>
        <span className="spacer" />
        <Link className="link nowrap" to={drafts.from}>
          {t('rules.back')}
        </Link>
        <button
          type="button"
          className={css.textButton}
          onClick={() => {
            setRules('now');
            setExplainDrafts(null);
          }}
        >
          {t('rules.drop')}
        </button>
      </span>
    </div>
  );
}
