import { useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import css from './config.module.css';
import type { Problem } from './problems.ts';
import { configWords } from './words.ts';

/** What is wrong in the text; a click goes to the line. */
export function ProblemsPanel({ problems, onOpen }: { problems: readonly Problem[]; onOpen: (line: number) => void }) {
  const t = useWords(configWords);
  return (
    <aside className={css.problems} aria-label={t('problems.title')}>
      <h2 className="strong">{t('problems.title')}</h2>
      {problems.length === 0 && (
        <p className="row ok-ink">
          <HealthGlyph health="healthy" label="" />
          {t('editor.valid')}
        </p>
      )}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line}${problem.message}`}>
            <button type="button" className={css.problem} onClick={() => onOpen(problem.line)}>
              <HealthGlyph health={problem.severity === 'error' ? 'failing' : 'degraded'} label="" />
              <span>
                <span className="medium">{problem.message}</span>
                <span className="t12 ink-3" style={{ display: 'block' }}>
                  {problem.source === 'server' && `${t('problems.server')} · `}
                  {problem.path && `${problem.path} · `}
                  {t('problems.line', { n: problem.line })}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className="t12 ink-3">{t('editor.kept')}</p>
    </aside>
  );
}
